import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runOnTerminal } from './testing/command-process.ts';
import { runHere } from './testing/fake-terminal.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';
import { topSnapshot } from './top/snapshot.ts';

let running: TestServer;
beforeAll(async () => {
  running = await startTestServer();
  const asked = await fetch(`${running.server.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${running.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'ringwall-demo', messages: [{ role: 'user', content: 'Hello' }] }),
  });
  expect(asked.status).toBe(200);
});
afterAll(() => running[Symbol.asyncDispose]());

describe('ringwall top', () => {
  test('without a terminal prints how things stand, for people and for programs', async () => {
    const cwd = running.directory;
    const { code, stdout } = await runHere(['top', '--data', 'data'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/1 allowed/);
    expect(stdout).toMatch(/ROUTE[^\n]*\n {2}demo-openai +1 /);
    const json = await runHere(['top', '--data', 'data', '--json'], { cwd });
    expect(topSnapshot.parse(JSON.parse(json.stdout))).toMatchObject({ requests: 1 });
    expect(await runHere(['top', '--window', '2h'], { cwd })).toMatchObject({ code: 2 });
  });

  test('takes the other screen of a terminal, listens to keys, and gives the first one back', async () => {
    const keys = [
      { question: 'q quit', typed: '\u001b[C' },
      { question: '[Routes]', typed: 'q' },
    ];
    const { code, shown } = await runOnTerminal(['top', '--data', 'data'], keys, { cwd: running.directory });
    expect(code).toBe(0);
    expect(shown).toContain('demo-openai');
    expect(shown.startsWith('\u001b[?1049h')).toBe(true);
    expect(shown.endsWith('\u001b[?1049l')).toBe(true);
  });

  test('ends as interrupted with Ctrl-C', async () => {
    const keys = [{ question: 'q quit', typed: '\u0003' }];
    const { code, shown } = await runOnTerminal(['top', '--data', 'data'], keys, { cwd: running.directory });
    expect(code).toBe(130);
    expect(shown.endsWith('\u001b[?1049l')).toBe(true);
  });
});
