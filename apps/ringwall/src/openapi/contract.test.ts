import { join } from 'node:path';
import { hmacSha1 } from '@ringwall/core';
import { newCertificateRequest } from '@ringwall/identity';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { socketPath } from '../server/socket-path.ts';
import { describedCalls, type Known } from '../testing/described-calls.ts';
import { type Asked, describedClient, type Transport } from '../testing/described-client.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { isMembers } from './json-schema.ts';

let running: TestServer;
let document: Record<string, unknown>;
let client: ReturnType<typeof describedClient>;
let console: Transport;
beforeAll(async () => {
  running = await startTestServer({ yaml: 'approvals: { actions: [policy.change] }' });
  // Passkeys need a name.
  console = { origin: running.server.consoleUrl.replace('127.0.0.1', 'localhost') };
  document = Object(await (await fetch(`${running.server.consoleUrl}/api/openapi.json`)).json());
  client = describedClient(document);
});
afterAll(() => running[Symbol.asyncDispose]());

test('the document is one of OpenAPI 3.1', async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(document));
  expect(errors ?? []).toEqual([]);
  expect([valid, validator.version]).toEqual([true, '3.1']);
});

describe('the document', () => {
  test('closes every object of an answer, so that no member can be answered that it does not name', () => {
    const open: string[] = [];
    const look = (value: unknown, place: string): void => {
      if (typeof value !== 'object' || value === null) return;
      if (isMembers(value) && isMembers(value.properties) && value.additionalProperties === undefined)
        open.push(place);
      for (const [name, inner] of Object.entries(value)) look(inner, `${place}/${name}`);
    };
    const { components, paths } = Object(document);
    look(components.schemas, 'schemas');
    for (const { path, method } of client.operations)
      look(paths[path][method].responses, `${method} ${path}`);
    expect(open).toEqual([]);
  });

  test('says of every operation what it is called, what it does and what it answers', () => {
    const { paths } = Object(document);
    for (const { id, path, method } of client.operations) {
      const { summary, responses } = paths[path][method];
      expect(id).toMatch(/^[a-z][A-Za-z]+$/);
      expect(summary, id).toMatch(/\.$/);
      expect(Object.keys(responses), id).toContain('default');
    }
    expect(new Set(client.operations.map(({ id }) => id)).size).toBe(client.operations.length);
  });

  test('has a schema for every JSON answer but for files and for itself', () => {
    const { paths } = Object(document);
    const bare = client.operations
      .filter(({ path, method }) => {
        const { schema } = paths[path][method].responses[200].content?.['application/json'] ?? {};
        return schema !== undefined && Object.keys(schema).length === 0;
      })
      .map(({ id }) => id);
    expect(bare.sort()).toEqual(['exportLedger', 'getOpenApi']);
  });
});

describe('every operation', () => {
  test('is refused in the words of the document to whoever has not signed in, and where it is asked nonsense', async () => {
    const shell = { socketPath: socketPath(running.dataDirectory) };
    const params = { id: 'x', index: 'x', name: 'x', hold: 'x', request: 'x', version: 'x', rest: 'x' };
    for (const { id, isPublic, takesQuery, takesBody, method } of client.operations) {
      if (!isPublic)
        expect(
          (await client.call(id, { path: params, body: method === 'post' ? {} : undefined }, console)).status,
          id,
        ).toBe(401);
      if (takesQuery)
        expect((await client.call(id, { path: params, query: { nonsense: '1' } }, shell)).status, id).toBe(
          400,
        );
      if (takesBody)
        expect((await client.call(id, { path: params, body: { nonsense: 1 } }, shell)).status, id).toBe(400);
    }
  });

  test('is called by a client that knows nothing but the document, and answers what that says', async () => {
    const known: Known = new Map([
      ['csr', (await newCertificateRequest()).request],
      ['backup', join(running.directory, 'backup')],
    ]);
    const shell = { socketPath: socketPath(running.dataDirectory) };
    const wrong: string[] = [];
    await askModel(running);
    for (const each of describedCalls) {
      const secret = known.get('secret');
      if (secret !== undefined) known.set('code', codeOf(secret));
      const asked = withCookie(
        await each.asked(known),
        each.as === 'person' ? known.get('cookie') : undefined,
      );
      const transport = each.as === 'shell' ? shell : console;
      try {
        const answer = await client.call(each.operation, asked, transport);
        if (answer.status !== each.status) wrong.push(`${each.operation}: ${answer.status} ${answer.text}`);
        each.keep(answer, known);
      } catch (error) {
        wrong.push(String(error));
      }
    }
    expect(wrong).toEqual([]);
    const called = new Set(describedCalls.map(({ operation }) => operation));
    expect(client.operations.map(({ id }) => id).filter((id) => !called.has(id))).toEqual([]);
  });
});

async function askModel({ server, key }: TestServer): Promise<void> {
  const reply = await fetch(`${server.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'x-ringwall-subject': 'patient',
    },
    body: JSON.stringify({ model: 'ringwall-demo', messages: [{ role: 'user', content: 'Hello' }] }),
  });
  expect(reply.status).toBe(200);
  await reply.text();
}

function withCookie(asked: Asked, cookie: string | undefined): Asked {
  return cookie === undefined ? asked : { ...asked, headers: { ...asked.headers, cookie } };
}

/** RFC 6238, from the secret as the app of a person is given it. */
function codeOf(secret: string): string {
  const bits = [...secret]
    .map((char) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(char).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeUInt32BE(Math.floor(Date.now() / 30_000), 4);
  const mac = Buffer.from(hmacSha1(key, counter));
  const number = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}
