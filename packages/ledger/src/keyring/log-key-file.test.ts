import { newEvent } from '@ringwall/core';
import { expect, test } from 'vitest';
import { encodeLogKeys, type LogKeyFile, parseLogKeys, type SigningLine } from './log-key-file.ts';
import { newSigningKey, parseSigningKey } from './signing-key.ts';

async function signingLine(origin: string): Promise<SigningLine> {
  const line = (await newSigningKey(origin)).subarray(0, -1);
  const key = await parseSigningKey(line);
  if (key === undefined) throw new Error('no key');
  return { key, line };
}

const name = 'ringwall.local/0123456789abcdef';
const [older, old, current, other] = await Promise.all([name, name, name, 'elsewhere'].map(signingLine));
if (!older || !old || !current || !other) throw new Error('no keys');
const restored = newEvent('ledger.restored', {
  time: 0,
  project: 'default',
  actor: { kind: 'shell', id: 'local' },
  data: {
    ...{ origin: name, verifierKey: current.key.verifierKey, from: other.key.verifierKey },
    ...{ size: 3, root: 'r', reason: 'the disk', endorsement: 'e' },
  },
});
const full: LogKeyFile = {
  former: [other.key.verifierKey, older.key.verifierKey],
  replaced: { ...old, untilMs: 1_767_225_600_000 },
  restored,
  current,
};

function publicOf(file: LogKeyFile | undefined) {
  return (
    file && {
      former: file.former,
      replaced: file.replaced && [file.replaced.key.verifierKey, file.replaced.untilMs],
      restored: file.restored,
      current: file.current.key.verifierKey,
    }
  );
}

test.each<[string, LogKeyFile]>([
  ['one key', { former: [], current }],
  ['two that sign', { former: [], replaced: full.replaced ?? { ...old, untilMs: 0 }, current }],
  ['all there can be', full],
])('a file with %s is read back', async (_, file) => {
  expect(publicOf(await parseLogKeys(encodeLogKeys(file)))).toEqual(publicOf(file));
});

test('a file from when there was one key, and no more in it, still opens', async () => {
  const content = await newSigningKey(name);
  expect((await parseLogKeys(content))?.current.key.origin).toBe(name);
});

const lines = Buffer.from(encodeLogKeys(full)).toString().trimEnd().split('\n');
const [first = '', second = '', until = '', event = '', last = ''] = lines;
test.each([
  ['nothing', []],
  ['no key that signs', [first, second]],
  ['a line of another kind', ['x', last]],
  ['an empty line', ['', last]],
  ['a former key that is none', ['former x', last]],
  ['a former key after one that signs', [until, first, last]],
  ['two that are replaced', [until, until, last]],
  ['a time that is none', [until.replace('2026', '2O26'), last]],
  ['a time spelled otherwise', [until.replace('.000Z', '.00Z '), last]],
  ['a replaced key of another log', [until.replace(/PRIVATE.*/, Buffer.from(other.line).toString()), last]],
  ['the same key twice', [`former ${current.key.verifierKey}`, last]],
  ['an event that is none', [event.replace('"v":1', '"v":2'), last]],
  ['an event of another type', [event.replace('ledger.restored', 'server.stopped'), last]],
  ['two events', [event, event, last]],
  ['something after the last key', [last, 'x']],
])('a file with %s is refused', async (_, spelled) => {
  expect(await parseLogKeys(Buffer.from(`${spelled.join('\n')}\n`))).toBeUndefined();
});
