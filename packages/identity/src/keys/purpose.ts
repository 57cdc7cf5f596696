/** Whether a text can say what a request is for: 1 to 64 letters, digits, dots, underscores and hyphens. */
export function isPurpose(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text);
}
