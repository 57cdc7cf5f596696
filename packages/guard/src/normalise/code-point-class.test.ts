import { describe, expect, test } from 'vitest';
import { classifyCodePoint, isInvisible } from './code-point-class.ts';

describe('code point classes', () => {
  test('invisible is what Unicode says is shown as nothing, and the marks of annotation', () => {
    const ignorable = /^\p{Default_Ignorable_Code_Point}$/u;
    const wrong: string[] = [];
    for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
      const expected =
        ignorable.test(String.fromCodePoint(codePoint)) || (codePoint >= 0xfff9 && codePoint <= 0xfffb);
      if (isInvisible(codePoint) !== expected) wrong.push(codePoint.toString(16));
    }
    expect(wrong).toEqual([]);
  });

  test('every Unicode line break is a newline and a blank that is a letter to Unicode is a space', () => {
    for (const text of ['\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029']) {
      expect(classifyCodePoint(text.charCodeAt(0))).toBe('newline');
    }
    expect(classifyCodePoint(0x2800)).toBe('space');
    expect(classifyCodePoint(0xa0)).toBe('space');
    expect(classifyCodePoint(0x3000)).toBe('space');
  });
});
