import { actions } from '@ringwall/core';
import { describe, expect, test } from 'vitest';
import { parseBasePolicies, parseOwnPolicies } from './active-policies.ts';
import { basePolicies } from './base-policies.ts';
import { maxPolicyTextBytes } from './policy-bounds.ts';
import { parsePolicies } from './policy-set.ts';

const forbid = (id: string, when: string) =>
  `@id("${id}")\nforbid (principal, action == Ringwall::Action::"route.invoke", resource) when { ${when} };\n`;

function problemsOf(text: string) {
  const parsed = parseOwnPolicies(text);
  return parsed.ok ? [] : parsed.problems;
}

describe('the base policies', () => {
  test('have ids that own ones cannot take, and each says why', () => {
    for (const { id, reason } of parseBasePolicies()) {
      expect(id).toMatch(/^base\.[a-z-]+$/);
      expect(reason).toBeTruthy();
    }
  });

  test('fit the schema, against which no start holds them', () => {
    expect(parsePolicies(basePolicies)).toMatchObject({ ok: true, policies: parseBasePolicies() });
    const misspelt = basePolicies.replaceAll('::"body.open"', '::"body.opne"');
    expect(parsePolicies(misspelt)).toMatchObject({ ok: false });
  });
});

describe('own policies', () => {
  test('are read in the order of their text, with what they depend on', () => {
    const text = `// first\n${forbid('b.first', 'context has model && context.model like "gpt-*"')}
      @id("a-second") @reason("only here")
      permit (principal, action in [Ringwall::Action::"reading", Ringwall::Action::"key.create"],
        resource in Ringwall::Project::"clinic")
      unless { context.credential.kind == "key" };`;
    const parsed = parseOwnPolicies(text);
    expect(parsed).toMatchObject({
      ok: true,
      policies: [
        {
          ...{ id: 'b.first', effect: 'forbid' },
          reach: { actions: new Set(['route.invoke']), context: new Set(['model']), resource: false },
        },
        {
          ...{ id: 'a-second', effect: 'permit', reason: 'only here' },
          reach: { context: new Set(['credential']), resource: true },
        },
      ],
    });
    const reached = parsed.ok ? parsed.policies[1]?.reach.actions : undefined;
    expect(reached?.size).toBe(17);
    expect(reached?.has('traffic.read')).toBe(true);
    expect(reached?.has('key.revoke')).toBe(false);
  });

  test.each([
    ['context', ['address', 'credential', 'model', 'now', 'purpose', 'scope'], 'context == context'],
    ['one member by name', ['now'], 'context.now > datetime("2026-01-01")'],
    ['a member of a member', ['scope'], 'context has scope.project'],
    ['none', [], 'principal is Ringwall::User'],
  ])('that look at %s depend on it', (_, members, when) => {
    const parsed = parseOwnPolicies(forbid('x', when));
    expect(parsed.ok && [...(parsed.policies[0]?.reach.context ?? [])].toSorted()).toEqual(members);
  });

  test('for every action reach every action', () => {
    const parsed = parseOwnPolicies(
      '@id("x") forbid (principal, action, resource) when { resource.id == "a" };',
    );
    expect(parsed).toMatchObject({
      policies: [{ reach: { actions: new Set(actions), resource: true } }],
    });
  });

  test.each([
    ['no id', 'forbid (principal, action, resource);', 1, 'needs an @id'],
    ['an id of the base', '@id("base.mine") forbid (principal, action, resource);', 1, 'is taken'],
    ['an id that is no name', '@id("A b") forbid (principal, action, resource);', 1, 'needs an @id'],
    ['one id twice', forbid('x', 'true') + forbid('x', 'false'), 3, '"x" is taken'],
    [
      'a reason that no terminal should print',
      '@id("x") @reason("\\u{1b}[2J") permit (principal, action, resource);',
      1,
      'printable',
    ],
    [
      'an action that is none',
      '@id("x") forbid (principal, action == Ringwall::Action::"key.steal", resource);',
      1,
      'unrecognized action',
    ],
    [
      'a role that is none',
      '@id("x") forbid (principal in Ringwall::Role::"root", action, resource);',
      1,
      'root',
    ],
    [
      'a type that is none',
      '@id("x") forbid (principal is Ringwall::Robot, action, resource);',
      1,
      'unrecognized entity type',
    ],
    [
      'a member that may be missing',
      `// größe\n${forbid('x', 'context.model == "gpt"')}`,
      3,
      'x: unable to guarantee safety',
    ],
    ['a member that is none', forbid('x', 'context.weather == "fine"'), 2, 'weather'],
    ['two types compared', forbid('x', 'context.credential.kind == 1'), 2, 'are not compatible'],
    ['a word that is none', `\n\n${forbid('x', 'contxt')}`, 4, 'invalid variable'],
    ['an end that is missing', '@id("x") forbid (principal, action, resource)', 1, 'unexpected end'],
    ['a slot', '@id("x") forbid (principal == ?principal, action, resource);', 1, ''],
    ['no Cedar', '{"staticPolicies": {}}', 1, ''],
  ])('with %s are refused at their place', (_, text, line, message) => {
    const [problem] = problemsOf(text);
    expect(problem).toMatchObject({ line, message: expect.stringContaining(message) });
  });

  test('are told of one mistake once, however many actions it is one for', () => {
    const text = '@id("x") forbid (principal, action, resource) when { context.model == "gpt" };';
    expect(problemsOf(text)).toEqual([
      {
        ...{ line: 1, column: text.indexOf('context') + 1 },
        message: 'x: unable to guarantee safety of access to optional attribute `model` in the context',
        help: expect.stringContaining('context has model'),
      },
    ]);
  });

  test('are told where they are wrong by column, also behind what is not ASCII', () => {
    const text = '@id("größe") /* é */ forbid (principal, action, resource);';
    expect(problemsOf(text)[0]).toMatchObject({ line: 1 });
    const wrong = `@id("x") @reason("größe é 🦀") forbid (principal, action, resource) when { contxt };`;
    expect(problemsOf(wrong)).toEqual([
      expect.objectContaining({ line: 1, column: wrong.indexOf('contxt') + 1 }),
    ]);
  });
});

describe('a text that would overflow the parser', () => {
  const within = (when: string) => forbid('x', when);

  test.each([
    ['brackets', within(`${'('.repeat(5000)}true${')'.repeat(5000)}`)],
    ['sets', within(`${'['.repeat(5000)}1${']'.repeat(5000)} == [1]`)],
    ['conditions', within(`${'if true then '.repeat(2000)}true${' else false'.repeat(2000)}`)],
    ['sums', within(`${Array(10_000).fill('1').join('+')} == 1`)],
    ['conjunctions', within(Array(5000).fill('true').join(' && '))],
    ['members', within(`context${'.a'.repeat(10_000)} == 1`)],
    ['negations', within(`${'!'.repeat(10_000)}true`)],
    ['minus signs', within(`${'-'.repeat(10_000)}1 == 1`)],
    ['clauses', `@id("x") forbid (principal, action, resource) ${'when { true } '.repeat(4000)};`],
    ['records', within(`${'{a: '.repeat(5000)}1${'}'.repeat(5000)} == 1`)],
    ['annotations', `${'@a("b") '.repeat(8000)}forbid (principal, action, resource);`],
    ['bytes', `// ${'é'.repeat(maxPolicyTextBytes / 2)}`],
    ['policies', Array.from({ length: 300 }, (_, i) => forbid(`x${i}`, 'true')).join('')],
  ])('of %s is refused before, and the parser goes on answering', (_, text) => {
    const parsed = parsePolicies(text);
    expect(parsed.ok).toBe(false);
    expect(parsePolicies(forbid('x', 'true')).ok).toBe(true);
  });

  test.each([
    ['brackets', within(`${'('.repeat(28)}true${')'.repeat(28)}`)],
    ['conditions', within(`${'if true then '.repeat(30)}true${' else false'.repeat(30)}`)],
    ['conjunctions', within(Array(190).fill('true').join(' && '))],
    ['strings with brackets in them', within(`"${'('.repeat(5000)}" == "\\"${'['.repeat(5000)}"`)],
    ['comments with brackets in them', `// ${'('.repeat(5000)}\n${within('true')}`],
    ['a long list', within(`[${Array(4000).fill('"gpt"').join(', ')}].contains("gpt")`)],
  ])('is told from one of many %s that it can read', (_, text) => {
    expect(parsePolicies(text)).toMatchObject({ ok: true });
  });
});
