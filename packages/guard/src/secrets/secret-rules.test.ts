import type { Part } from '@ringwall/core';
import { describe, expect, test } from 'vitest';
import { maxGrowth } from '../pattern/growing-matches.ts';
import { createRuleDetectors } from '../rules/rule-detectors.ts';
import { secretRules } from './secret-rules.ts';

const [detector] = createRuleDetectors([secretRules]);

async function secretsIn(text: string, syntax: Part['syntax'] = 'text') {
  const parts = [{ pointer: '', role: 'assistant', trust: 'untrusted', syntax, text }] as const;
  const inspection = await detector?.inspect({ stage: 'completion', parts }, new AbortController().signal);
  return (inspection?.findings ?? []).flatMap(({ rule, spans }) =>
    spans.map(({ start, end }) => ({ rule, text: text.slice(start, end) })),
  );
}

const key = `sk-${'proj'}-${'Ab3_'.repeat(12)}`;

describe('secrets', () => {
  test('are covered to the end of their run, and no further', async () => {
    expect(await secretsIn(`The key is ${key}, keep it.`)).toEqual([{ rule: 'openai-key', text: key }]);
  });

  test('are case-sensitive', async () => {
    expect(await secretsIn(`gh${'P'}_${'a1B2'.repeat(9)} akiaiosfodnn7example`)).toEqual([]);
  });

  test('are found with invisible characters inside', async () => {
    const hidden = [...key].join('\u200b');
    expect(await secretsIn(`x ${hidden} y`)).toEqual([{ rule: 'openai-key', text: hidden }]);
  });

  test('are found when JSON spells them with escapes', async () => {
    const spelled = `\\u0073k-${key.slice(3)}`;
    expect(await secretsIn(`{"a":"${spelled}"}`, 'json')).toEqual([{ rule: 'openai-key', text: spelled }]);
  });

  test('are found behind a written-out escape in source code', async () => {
    const plain = `sk-${'a1B2'.repeat(10)}`;
    expect(await secretsIn(`print("key:\\n${plain}")`)).toEqual([
      { rule: 'openai-key', text: `\\n${plain}` },
    ]);
  });

  test('a private key is covered from its marker to its end marker, line breaks and all', async () => {
    const pem = `-----${'BEGIN'} RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA1234\nabcd==\n-----END RSA PRIVATE KEY-----`;
    expect(await secretsIn(`Here: ${pem}\nDone.`)).toEqual([{ rule: 'private-key', text: pem }]);
  });

  test('a private key without an end covers the rest of the text, however long', async () => {
    const pem = `-----${'BEGIN'} PRIVATE KEY-----\n${'MIIEvQIBADANBgkq\n'.repeat(1000)}`;
    expect(pem.length).toBeGreaterThan(3 * maxGrowth);
    expect(await secretsIn(`Here: ${pem}`)).toEqual([{ rule: 'private-key', text: pem }]);
  });

  test('two keys in a row are two places', async () => {
    expect(await secretsIn(`${key} ${key}`)).toHaveLength(2);
  });

  test('of a URL only the user and the password are covered', async () => {
    expect(await secretsIn('see postgres://app:pa55-word@db/main')).toEqual([
      { rule: 'url-password', text: 'app:pa55-word' },
    ]);
  });
});
