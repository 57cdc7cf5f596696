import { describe, expect, test } from 'vitest';
import { printsWhatIsShown, Stand } from './shown-output.ts';

const shownId = 'key_01m83gm2gz8md6en8hkcqyxs86';
const realId = 'key_01m9zzzzzzzzzzzzzzzzzzzzzz';

function fits(shown: string, printed: string, stand = new Stand()): boolean {
  return printsWhatIsShown(shown.split('\n'), printed, stand);
}

describe('what a program prints', () => {
  test.each([
    ['itself', 'a b', 'a b\n'],
    ['columns of another width', 'a  b', '  a      b  \n'],
    ['anything at an ellipsis', 'took … s', 'took 1.25 s\n'],
    ['any lines at an ellipsis of its own', 'first\n…\nlast', 'first\n1\n2\nlast\n'],
    ['no lines there either', 'first\n…', 'first'],
    ['another id of its kind', shownId, realId],
    ['another certificate', `crt_${'0a'.repeat(16)}`, `crt_${'f'.repeat(32)}`],
    ['an id that is cut off', 'for key_01m8…, good', `for ${realId}, good`],
    ['another time', 'at 2026-11-23T08:13:52.746Z', 'at 2027-01-01T00:00:00Z'],
    ['another digest of its length', '0d83125eaf81da8d', 'ffffffffffffffff'],
    ['another public key', 'a.example+1f1b4a2c+BItq…', 'a.example/67c072996cc5f0f2+5d2ecdae+AQsn/+Qw6lvGQ='],
  ])('is %s', (_, shown, printed) => {
    expect(fits(shown, printed)).toBe(true);
  });

  test.each([
    ['other words', 'a b', 'a c'],
    ['a line more', 'a', 'a\nb'],
    ['a line less', 'a\nb', 'a'],
    ['more lines than one at an ellipsis in a line', 'a … b', 'a\nb'],
    ['an id of another kind', shownId, realId.replace('key', 'usr')],
    ['a digest of another length', '0d83125eaf81da8d', 'fffffffffffffffff'],
    ['a pattern taken by the word', 'a.c', 'abc'],
  ])('is not %s', (_, shown, printed) => {
    expect(fits(shown, printed)).toBe(false);
  });

  test('binds what it stands for, in later commands and later output', () => {
    const stand = new Stand();
    expect(fits(`made ${shownId}`, `made ${realId}`, stand)).toBe(true);
    expect(stand.fill(`rm ${shownId}`)).toBe(`rm ${realId}`);
    expect(fits(shownId, realId, stand)).toBe(true);
    expect(fits(shownId, realId.replace('z', 'y'), stand)).toBe(false);
  });

  test('gives an id that is cut off the last one of its kind', () => {
    const stand = new Stand();
    stand.see(`key_00000000000000000000000000 ${realId}`);
    expect(stand.fill('rotate key_…, then key_01m8…')).toBe(`rotate ${realId}, then ${realId}`);
    expect(() => stand.fill('usr_…')).toThrow('Nothing was printed that usr_… could be.');
  });

  test('does not change the comments of a file', () => {
    const stand = new Stand();
    stand.see(realId);
    expect(stand.fillFile('# or key_…')).toBe('# or key_…');
  });
});
