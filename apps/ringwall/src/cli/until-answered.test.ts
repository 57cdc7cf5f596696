import { expect, test } from 'vitest';
import { untilAnswered } from './until-answered.ts';

const broken = (code: string) => Object.assign(new Error(code), { code });
const pauses = [0, 0];

/** Fails with these codes, one a try, and then answers. */
function failing(...codes: string[]) {
  let tries = 0;
  const send = async () => {
    tries++;
    const code = codes.shift();
    if (code !== undefined) throw broken(code);
    return 'answer';
  };
  return { send, tries: () => tries };
}

test('a request whose answer was cut off is sent again, also while the server is not there yet', async () => {
  const { send, tries } = failing('ECONNRESET', 'ECONNREFUSED');
  expect(await untilAnswered(send, { pauses })).toBe('answer');
  expect(tries()).toBe(3);
});

test('a request that reached no server is not', async () => {
  const { send, tries } = failing('ENOENT');
  await expect(untilAnswered(send, { pauses })).rejects.toThrow('ENOENT');
  expect(tries()).toBe(1);
});

test('a server that does not come back is not waited for without end', async () => {
  const { send, tries } = failing('ECONNRESET', 'ECONNREFUSED', 'ENOENT', 'ENOENT');
  await expect(untilAnswered(send, { pauses })).rejects.toThrow('ENOENT');
  expect(tries()).toBe(3);
});
