import { maxSubjectBytes } from '@ringwall/ledger';
import type { Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';

/** How the admin API is told whom a command is about. */
export type PersonArgument = { readonly subject: string } | { readonly name: string };

/**
 * A pseudonym, or the person's name as requests give it; `-` reads that from stdin, where no list of processes and no
 * shell history shows it. @throws AppError app/usage
 */
export async function personArgument(text: string, terminal: Terminal): Promise<PersonArgument> {
  if (/^sub_[0-9a-f]{32}$/.test(text)) return { subject: text };
  const name = text === '-' ? await firstLine(terminal) : text;
  const bytes = Buffer.byteLength(name);
  if (bytes === 0 || bytes > maxSubjectBytes)
    throw new AppError('app/usage', `A person is named in 1 to ${maxSubjectBytes} bytes.`);
  return { name };
}

async function firstLine({ stdin }: Terminal): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    length += bytes.length;
    if (bytes.includes(0x0a) || length > 2 * maxSubjectBytes) break;
  }
  const [line = ''] = Buffer.concat(chunks).toString('utf8').split(/\r?\n/, 1);
  return line;
}
