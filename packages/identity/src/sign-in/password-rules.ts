import { commonPasswords } from './common-passwords.ts';

const minLength = 12;
const maxLength = 256;

/**
 * Why a new password is not taken, in words for whoever chose it; undefined where it is. Length is what counts (NIST SP
 * 800-63B, 3.1.1.2): no rules on kinds of characters, and no end by itself.
 */
export function passwordFault(password: string, name: string): string | undefined {
  if (!password.isWellFormed()) return 'must be well-formed text';
  const text = password.normalize('NFKC');
  const length = [...text].length;
  if (length < minLength) return `must have at least ${minLength} characters`;
  if (length > maxLength) return `must have at most ${maxLength} characters`;
  const plain = text.toLowerCase();
  const bare = plain.replace(/[^\p{L}]+/gu, '');
  const half = bare.slice(0, bare.length / 2);
  if ([plain, bare, half + half === bare ? half : bare].some((tried) => commonPasswords.has(tried))) {
    return 'is one of the first that an attacker tries';
  }
  if (repeats(plain) || isRun(plain)) return 'follows a pattern that an attacker tries first';
  const own = name.toLowerCase();
  if (own.length >= 4 && plain.replaceAll(own, '').length < minLength / 2)
    return 'is little more than the name';
  return undefined;
}

/** One to four characters over and over. */
function repeats(text: string): boolean {
  return [1, 2, 3, 4].some((period) => [...text].every((char, i, all) => char === all[i % period]));
}

/** Each character is the next (or the one before) in the code table, `9` going on with `0`: 123456789012, abcdefghijkl. */
function isRun(text: string): boolean {
  const codes = [...text].map((char) => char.codePointAt(0) ?? 0);
  return [1, -1].some((by) =>
    codes.every((code, i) => {
      const before = codes[i - 1];
      if (before === undefined || code === before + by) return true;
      return by === 1 ? before === 57 && code === 48 : before === 48 && code === 57;
    }),
  );
}
