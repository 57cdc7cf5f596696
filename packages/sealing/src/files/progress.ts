/** How far a run is. Rates and remaining times are for whoever shows them to compute. */
export interface Progress {
  readonly doneBytes: number;
  /** Undefined while nobody knows, as with a stream. */
  readonly totalBytes: number | undefined;
}

/** Called often and synchronously: it must return quickly. */
export type ProgressListener = (progress: Progress) => void;
