/** What a command ends with, and what it means: the same for all commands. */
export const exitCodes = [
  { code: 0, meaning: 'done, and nothing was found' },
  { code: 1, meaning: 'something was found, does not verify, does not exist or takes a second person' },
  { code: 2, meaning: 'the command cannot be understood, or was not confirmed' },
  { code: 3, meaning: 'something needed was not there, or an operation failed' },
  { code: 130, meaning: 'interrupted' },
] as const;

/** The same for `--help`. */
export const exitCodesText = [
  'Exit codes:',
  ...exitCodes.map(({ code, meaning }) => `  ${String(code).padEnd(5)}${meaning}`),
].join('\n');
