const dollars = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' });
const fine = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD', maximumSignificantDigits: 2 });

/** Billionths of a US dollar as dollars: to the cent, and what is less than a cent by its first two digits. */
export function formatMoney(nanoDollars: number): string {
  const value = nanoDollars / 1e9;
  return value !== 0 && Math.abs(value) < 0.01 ? fine.format(value) : dollars.format(value);
}

/** Dollars as typed, in billionths; undefined for what is no amount above zero. */
export function parseMoney(text: string): number | undefined {
  const match = /^\s*\$?\s*(\d{1,7})(?:\.(\d{1,9}))?\s*$/.exec(text);
  if (match === null) return undefined;
  const [, whole = '0', fraction = ''] = match;
  const nanoDollars = Number(whole) * 1e9 + Number(fraction.padEnd(9, '0'));
  return nanoDollars > 0 ? nanoDollars : undefined;
}
