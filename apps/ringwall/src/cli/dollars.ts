/** Billionths of a dollar of `20`, `0.5` or `1.234567`; undefined for anything else. Exact: no fraction is ever rounded. */
export function nanoDollars(text: string): number | undefined {
  const [, whole = '', fraction = ''] = /^([0-9]{1,7})(?:\.([0-9]{1,9}))?$/.exec(text) ?? [];
  return whole === '' ? undefined : Number(whole) * 1e9 + Number(fraction.padEnd(9, '0'));
}

/** `$1.23`, with as many digits after the point as there are, and two at least. */
export function dollars(nano: number): string {
  const digits = String(nano).padStart(10, '0');
  const fraction = digits.slice(-9).replace(/0{1,7}$/, '');
  return `$${digits.slice(0, -9)}.${fraction}`;
}
