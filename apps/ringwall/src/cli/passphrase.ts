import { decodeUtf8, randomBytes } from '@ringwall/core';
import { AppError } from '../errors.ts';
import { passphraseFile } from './passphrase-file.ts';
import { openSecretPrompt, type SecretPrompt } from './secret-prompt.ts';
import type { Terminal } from './terminal.ts';

export interface PassphraseChoice {
  /** Absolute path of a file that holds it. */
  readonly file?: string | undefined;
  /** Make one and show it once. */
  readonly generate?: boolean | undefined;
  /** Ends the question: "Passphrase for ...". */
  readonly purpose: string;
}

const shortCharacters = 12;
const attempts = 3;

/** A passphrase that something is to be opened with: from its file, or asked for once. */
export async function existingPassphrase(choice: PassphraseChoice, terminal: Terminal): Promise<Uint8Array> {
  if (choice.file !== undefined) return composed(passphraseFile(choice.file, terminal));
  const prompt = openSecretPrompt(terminal);
  try {
    const typed = await prompt.ask(`Passphrase for ${choice.purpose}: `);
    if (typed.length > 0) return composed(typed);
    throw new AppError('app/passphrase-unusable', 'No passphrase was typed.');
  } finally {
    prompt.close();
  }
}

/** A passphrase that something is to be sealed with: generated, from its file, or asked for twice. */
export async function newPassphrase(choice: PassphraseChoice, terminal: Terminal): Promise<Uint8Array> {
  if (choice.generate) return generatedPassphrase(terminal);
  if (choice.file !== undefined) {
    const read = passphraseFile(choice.file, terminal);
    if (isShort(read)) terminal.stderr.write(`${shortWarning}\n`);
    return composed(read);
  }
  const prompt = openSecretPrompt(terminal);
  try {
    return composed(await askTwice(prompt, choice.purpose));
  } finally {
    prompt.close();
  }
}

async function askTwice(prompt: SecretPrompt, purpose: string): Promise<Uint8Array> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const typed = await prompt.ask(`New passphrase for ${purpose}: `);
    if (typed.length === 0) {
      prompt.say('An empty passphrase protects nothing.');
      continue;
    }
    if (isShort(typed)) prompt.say(shortWarning);
    const again = await prompt.ask('The same once more: ');
    const equal = Buffer.compare(typed, again) === 0;
    again.fill(0);
    if (equal) return typed;
    typed.fill(0);
    prompt.say('The two are not the same.');
  }
  throw new AppError('app/passphrase-unusable', `No passphrase was agreed on in ${attempts} attempts.`);
}

/**
 * The same letters as the same bytes on every keyboard: NFC (RFC 8265, section 4.2). Letters beyond ASCII go
 * through a string for it, which nothing can overwrite; others do not.
 */
function composed(passphrase: Uint8Array): Uint8Array {
  if (passphrase.every((byte) => byte < 0x80)) return passphrase;
  let text: string;
  try {
    text = decodeUtf8(passphrase);
  } catch (cause) {
    throw new AppError('app/passphrase-unusable', 'The passphrase is not valid UTF-8.', { cause });
  } finally {
    passphrase.fill(0);
  }
  return new TextEncoder().encode(text.normalize('NFC'));
}

const shortWarning =
  `warning: under ${shortCharacters} characters. Whoever has the files can try passphrases as fast as ` +
  'they like; --generate-passphrase makes one that cannot be guessed.';

function isShort(passphrase: Uint8Array): boolean {
  return passphrase.filter((byte) => (byte & 0xc0) !== 0x80).length < shortCharacters;
}

/** Crockford's letters and digits: none is mistaken for another. */
const alphabet = new TextEncoder().encode('0123456789abcdefghjkmnpqrstvwxyz');
const groups = 5;
const groupCharacters = 5;

/** 125 random bits, shown once on the terminal; refused where what is shown could end up in a log. */
function generatedPassphrase(terminal: Terminal): Uint8Array {
  const tty = terminal.openTty?.();
  const shown = tty?.output ?? (terminal.stderr.isTTY ? terminal.stderr : undefined);
  if (shown === undefined) {
    throw new AppError('app/passphrase-needed', 'There is no terminal to show a generated passphrase on.');
  }
  const random = randomBytes(groups * groupCharacters);
  const made = Buffer.alloc(groups * (groupCharacters + 1) - 1, '-');
  random.forEach((byte, i) => {
    made[i + Math.floor(i / groupCharacters)] = alphabet[byte % alphabet.length] ?? 0;
  });
  random.fill(0);
  shown.write('The passphrase, shown this once. Keep it where the files are not:\n\n  ');
  shown.write(Uint8Array.from(made));
  shown.write('\n\n');
  tty?.close();
  return made;
}
