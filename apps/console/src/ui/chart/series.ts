/** How one series of a chart reads: a word, and the classes of its bars and of its square in a legend. */
export interface SeriesLook<Series extends string> {
  readonly id: Series;
  readonly word: string;
  readonly fill: string;
  readonly dot: string;
}

/** Bars over time: what they are of, and how their numbers are written. */
export interface ChartSeries<Series extends string> {
  /** From the bottom of a bar to its top. */
  readonly looks: readonly SeriesLook<Series>[];
  /** With the unit. */
  readonly format: (value: number) => string;
  /** What is said of a bar without anything in it. */
  readonly none: string;
}
