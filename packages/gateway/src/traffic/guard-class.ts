// Classes of times that grow by a twentieth: what is told from them is off by at most 2.5 %.
const growth = Math.log(1.05);

/** The class of a time in whole microseconds; 0 takes none. */
export function guardClass(us: number): number {
  return us < 1 ? 0 : 1 + Math.round(Math.log(us) / growth);
}

/** The time in milliseconds in the middle of a class. */
export function guardClassMs(of: number): number {
  return of === 0 ? 0 : Math.exp((of - 1) * growth) / 1000;
}
