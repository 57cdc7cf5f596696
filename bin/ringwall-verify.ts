#!/usr/bin/env node
// The command of the published verifier: checks a case slice, or one entry's .tlog-proof, with nothing else at hand.
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  type CosignatureChecks,
  type CosignedCheckpoint,
  type ProvenEntry,
  type Refusal,
  type VerifiedSlice,
  verifyCaseSlice,
  verifyTlogProof,
} from '@ringwall/verifier';

const help = `Usage: ringwall-verify <file> --key <verifier-key> [options]

Checks a case slice (.json), or with --entry a C2SP .tlog-proof, offline. The keys must have come another way than
the file: whoever could make the one could make the other.

  --key <verifier-key>       key of the log; may be repeated
  --keys <file>              the same, one a line
  --witness <verifier-key>   key of a witness; may be repeated
  --witnesses <file>         the same, one a line
  --require <number>         how many witnesses must have cosigned (default: 0)
  --entry <file>             the entry that a .tlog-proof is about, byte for byte
  --print                    print the entries of a slice that holds, one a line
  --json                     print what was found as JSON

Exit codes: 0 it holds, 1 it does not, 2 it could not be looked at.

Examples:
  ringwall-verify case.json --key "$(cat pinned.key)"
  ringwall-verify case.json --keys pinned.keys --witnesses witnesses.keys --require 1
  ringwall-verify 42.tlog-proof --entry 42.json --key "$(cat pinned.key)"
`;

/** Control and formatting characters, and line ends that only some programs know. */
const acting = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Four times what a slice may have in characters: none that could hold is longer. */
const maxFileBytes = 256 << 20;

/** A wrong word on the command line, or a file that cannot be read. */
class UsageError extends Error {}

// One call a hash, where WebCrypto would cost a promise and a thread for each.
const checks: CosignatureChecks = { sha256: (data) => createHash('sha256').update(data).digest() };

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`ringwall-verify: ${error.message}\n(see --help)\n`);
  process.exitCode = 2;
}

async function main(words: readonly string[]): Promise<number> {
  const { values: flags, positionals } = readWords(words);
  if (flags.help) {
    process.stdout.write(help);
    return 0;
  }
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw new UsageError('Name one file to check.');
  const required = Number(flags.require);
  if (!/^[0-9]{1,3}$/.test(flags.require)) throw new UsageError('--require takes a whole number.');
  const policy = {
    logKeys: [...flags.key.map((key) => key.trim()), ...(flags.keys === undefined ? [] : keysIn(flags.keys))],
    witnessKeys: [
      ...flags.witness.map((key) => key.trim()),
      ...(flags.witnesses === undefined ? [] : keysIn(flags.witnesses)),
    ],
    followRestored: true,
  };
  if (policy.logKeys.length === 0)
    throw new UsageError("Give the log's key with --key, as it was noted elsewhere.");

  const text = read(file).toString('utf8');
  const found =
    flags.entry === undefined
      ? await verifyCaseSlice(text, policy, checks)
      : await verifyTlogProof(text, { entry: read(flags.entry), policy }, checks);
  const checked = found.ok ? enoughWitnesses(found, required) : found;
  if (flags.json) printJson(JSON.stringify(plain(checked)));
  else if (!checked.ok) print(`NOT PROVEN: ${checked.reason}.`);
  else if (flags.print && 'entries' in checked) for (const { leaf } of checked.entries) printJson(leaf);
  else for (const line of inWords(checked, policy)) print(line);
  return checked.ok ? 0 : 1;
}

function readWords(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        key: { type: 'string', multiple: true, default: [] },
        keys: { type: 'string' },
        witness: { type: 'string', multiple: true, default: [] },
        witnesses: { type: 'string' },
        require: { type: 'string', default: '0' },
        entry: { type: 'string' },
        print: { type: 'boolean' },
        json: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The words are not understood.');
  }
}

function read(file: string): Buffer {
  try {
    if (statSync(file).size > maxFileBytes) throw new Error(`it has over ${maxFileBytes >> 20} MiB`);
    return readFileSync(file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : ''}`);
  }
}

function keysIn(file: string): string[] {
  const lines = read(file).toString('utf8').split('\n');
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

/** Names of the witnesses whose cosignatures hold: one with two keys counts once. */
function witnessesOf({ cosignatures }: CosignedCheckpoint): string[] {
  return [...new Set(cosignatures.map(({ name }) => name))];
}

function enoughWitnesses<Found extends VerifiedSlice | ProvenEntry>(
  found: Found,
  required: number,
): Found | Refusal {
  const count = witnessesOf(found.checkpoint).length;
  if (count >= required) return found;
  return { ok: false, reason: `${count} of the witnesses given have cosigned, ${required} are required` };
}

function inWords(
  found: VerifiedSlice | ProvenEntry,
  given: { readonly logKeys: readonly string[]; readonly witnessKeys: readonly string[] },
): string[] {
  const { checkpoint } = found;
  const witnessKeys = given.witnessKeys.length;
  const isRestored = !given.logKeys.some((key) => key.startsWith(`${checkpoint.origin}+`));
  const signed = `${checkpoint.size} entries, signed by ${checkpoint.signedBy.join(' and ')}`;
  return [
    'statement' in found ? 'The slice holds.' : `The entry is number ${found.index} of the log.`,
    `Log          ${checkpoint.origin}`,
    ...(isRestored
      ? ['Restored     the log of the key given was put back to an older state and goes on under this name']
      : []),
    `Checkpoint   ${signed}`,
    ...checkpoint.cosignatures.map(
      ({ name, algorithm, timeSeconds }) =>
        `Witnessed    by ${name} (${algorithm}) at ${timeOf(timeSeconds)}`,
    ),
    ...('statement' in found ? sliceInWords(found) : []),
    ...checkpoint.unchecked.map(({ name, reason }) => `Not checked  the cosignature of ${name}: ${reason}`),
    ...(witnessKeys === 0
      ? ['Not checked  witnesses: no key of one was given, so others may have been shown another log']
      : []),
    ...(witnessKeys > 0 && checkpoint.cosignatures.length === 0
      ? ['Not proven   that any of the witnesses given has seen this log']
      : []),
    'Not proven   that what the events say is true: the log proves what was recorded, and in which order',
  ];
}

function sliceInWords({ statement, entries, completeness, checkpoint }: VerifiedSlice): string[] {
  const { from, to, filter, time, actor, index } = statement;
  const terms = Object.entries(filter).map(([name, value]) => `${name} ${[value].flat().join(' or ')}`);
  const range = `of the entries ${from} to ${to} (not included)`;
  return [
    `Entries      ${entries.length} ${range}${terms.length === 0 ? '' : `, with ${terms.join(' and ')}`}`,
    `Stated       as entry ${index} of ${checkpoint.size}, ${time}, asked for by ${actor}`,
    completeness === 'proven'
      ? 'Complete     every entry of the range is here'
      : "Not proven   that no other entry of the range fits: that is the log's own statement, which it cannot take back",
  ];
}

function timeOf(seconds: number): string {
  const time = new Date(seconds * 1000);
  return Number.isNaN(time.getTime()) ? `${seconds} s after 1970` : time.toISOString();
}

/** What a program reads: roots in hexadecimal. */
function plain(found: VerifiedSlice | ProvenEntry | Refusal): unknown {
  if (!found.ok) return found;
  const { checkpoint } = found;
  return { ...found, checkpoint: { ...checkpoint, root: Buffer.from(checkpoint.root).toString('hex') } };
}

/** Text of strangers must not move the cursor. */
function print(line: string): void {
  process.stdout.write(`${line.replaceAll(acting, '\ufffd')}\n`);
}

/** The same JSON to whoever parses it. */
function printJson(json: string): void {
  const escaped = (text: string) =>
    Array.from({ length: text.length }, (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`);
  process.stdout.write(`${json.replaceAll(acting, (text) => escaped(text).join(''))}\n`);
}
