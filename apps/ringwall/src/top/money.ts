import { dollars } from '../cli/dollars.ts';

/** `$1.23`; of less than a dollar as many digits as say something. */
export function money(nanoDollars: number): string {
  const step = nanoDollars < 1e9 ? 1e5 : 1e7;
  return dollars(Math.round(nanoDollars / step) * step);
}
