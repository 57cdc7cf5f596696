/**
 * One record of RFC 4180: every field in quotes, ended by CRLF. A text that a spreadsheet would take for a formula has an
 * apostrophe before it, which a spreadsheet takes for: this is text (OWASP, CSV injection).
 */
export function csvRecord(fields: readonly (string | number | boolean | undefined)[]): string {
  return `${fields.map(csvField).join(',')}\r\n`;
}

function csvField(value: string | number | boolean | undefined): string {
  const text = value === undefined ? '' : String(value);
  const inert = typeof value === 'string' && beginsFormula.test(text) ? `'${text}` : text;
  return `"${inert.replaceAll('"', '""')}"`;
}

/** What begins a formula in one spreadsheet or another; a full-width sign is read as its narrow one by some. */
const beginsFormula = /^[\s]*[=+\-@\t\r\n＝＋－＠]/u;
