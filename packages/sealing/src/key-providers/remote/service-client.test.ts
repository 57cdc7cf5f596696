import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { HttpTransport } from '../http-transport.ts';
import { type LocalService, startLocalService } from '../testing/local-service.ts';
import { loopbackTransport } from '../testing/loopback-transport.ts';
import { testClock } from '../testing/test-dependencies.ts';
import { codeIn, faultOfStatus, type ServiceCall, serviceClient } from './service-client.ts';

const shape = z.object({ ok: z.literal(true) });

describe('a client of a service', () => {
  let service: LocalService;
  let slept: number[];

  beforeAll(async () => {
    service = await startLocalService(({ url }) =>
      url.pathname === '/empty' ? { status: 204 } : { status: 200, body: { ok: true } },
    );
  });
  afterAll(() => service.close());
  beforeEach(() => {
    slept = [];
    service.misbehaviours.length = 0;
  });

  function caller(transport: HttpTransport = loopbackTransport, timeoutMs = 5000) {
    return serviceClient({
      title: 'one: Service',
      transport,
      clock: testClock(),
      sleep: async (ms) => {
        slept.push(ms);
      },
      timeoutMs,
      faultOf: ({ status }) => faultOfStatus(status),
    });
  }

  function ask(more: Partial<ServiceCall<unknown>> & { path?: string; body?: Uint8Array } = {}) {
    const { path = '/', body, ...rest } = more;
    return {
      operation: 'Ask',
      shape,
      repeatable: true,
      request: async () =>
        ({ method: 'POST', url: service.url + path, headers: {}, ...(body && { body }) }) as const,
      ...rest,
    };
  }

  const reply = (status: number, headers: Record<string, string> = {}, body: unknown = {}) =>
    service.misbehaviours.push({ kind: 'reply', reply: { status, headers, body } });

  test('reads an answer, and an empty one as an empty object', async () => {
    expect(await caller()(ask())).toEqual({ ok: true });
    expect(await caller()(ask({ path: '/empty', shape: z.strictObject({}) }))).toEqual({});
  });

  test('overwrites what it sent and what it was sent', async () => {
    const bodies: Uint8Array[] = [];
    const body = new TextEncoder().encode('secret');
    const call = caller(async (request) => {
      const answer = await loopbackTransport(request);
      bodies.push(answer.body);
      return answer;
    });
    await call(ask({ body }));
    expect([...body, ...(bodies[0] ?? [])].every((byte) => byte === 0)).toBe(true);
    expect(bodies[0]?.length).toBeGreaterThan(0);
  });

  test.each([
    ['not JSON', 'oops'],
    ['JSON with a member twice', '{"ok":true,"ok":true}'],
    ['JSON nested over 16 levels', '['.repeat(17) + ']'.repeat(17)],
    ['another shape', '{"ok":"the secret"}'],
  ])('uses nothing of an answer that is %s', async (_, body) => {
    reply(200, {}, body);
    const error = await caller()(ask()).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'sealing/provider-answer', message: /^one: Service, Ask: / });
    expect(inspect(error, { depth: 9 })).not.toContain('the secret');
  });

  test.each([301, 302, 303, 307, 308])('does not follow a redirect (%i)', async (status) => {
    const before = service.requests.length;
    reply(status, { location: `${service.url}/empty` });
    await expect(caller()(ask())).rejects.toMatchObject({ code: 'sealing/provider-answer' });
    expect(service.requests.length).toBe(before + 1);
  });

  test('gives up on a service that is silent, after as many attempts as are safe', async () => {
    service.misbehaviours.push({ kind: 'silence' }, { kind: 'silence' });
    const unavailable = { code: 'sealing/provider-unavailable' };
    await expect(caller(loopbackTransport, 20)(ask())).rejects.toMatchObject(unavailable);
    expect(service.misbehaviours).toHaveLength(0);
    service.misbehaviours.push({ kind: 'silence' }, { kind: 'silence' });
    await expect(caller(loopbackTransport, 20)(ask({ repeatable: false }))).rejects.toMatchObject(
      unavailable,
    );
    expect(service.misbehaviours).toHaveLength(1);
  });

  test('refuses an answer that is too long', async () => {
    service.misbehaviours.push(
      ...[1, 2].map(
        () => ({ kind: 'reply', reply: { status: 200, body: 'x'.repeat((1 << 20) + 1) } }) as const,
      ),
    );
    await expect(caller()(ask())).rejects.toMatchObject({ code: 'sealing/provider-unavailable' });
  });

  test.each([
    [500, true, [250]],
    [500, false, []],
    [503, false, [250]],
    [429, false, [250]],
    [400, true, []],
  ])('repeats a %i (repeatable: %s) after %j ms', async (status, repeatable, pauses) => {
    reply(status);
    const error = await caller()(ask({ repeatable })).catch((caught: unknown) => caught);
    expect(slept).toEqual(pauses);
    expect(error instanceof Error).toBe(pauses.length === 0);
  });

  test('repeats once, whatever is wrong then', async () => {
    reply(503);
    service.misbehaviours.push({ kind: 'reset' });
    reply(500);
    await expect(caller()(ask())).rejects.toMatchObject({ code: 'sealing/provider-unavailable' });
    expect(service.misbehaviours).toHaveLength(1);
  });

  test('waits as long as the service asks to, but no longer than five seconds', async () => {
    reply(503, { 'retry-after': '5' });
    await caller()(ask());
    expect(slept).toEqual([5000]);
    reply(503, { 'retry-after': '6' });
    await expect(caller()(ask())).rejects.toMatchObject({ code: 'sealing/provider-unavailable' });
    expect(slept).toEqual([5000]);
  });

  test('drops a credential that is not taken, once', async () => {
    let dropped = 0;
    const request = async () =>
      ({ method: 'GET', url: service.url, headers: {}, dropCredential: () => dropped++ }) as const;
    reply(401);
    expect(await caller()(ask({ request }))).toEqual({ ok: true });
    reply(401);
    reply(401);
    await expect(caller()(ask({ request }))).rejects.toMatchObject({ code: 'sealing/provider-refused' });
    expect(dropped).toBe(2);
  });

  test("ends with the caller's own reason when it gives up", async () => {
    const controller = new AbortController();
    service.misbehaviours.push({ kind: 'silence' });
    const before = service.requests.length;
    const asked = caller()(ask({ signal: controller.signal }));
    await expect.poll(() => service.requests.length).toBe(before + 1);
    controller.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
    await expect(caller()(ask({ signal: controller.signal }))).rejects.toThrow('enough');
    expect(service.requests.length).toBe(before + 1);
  });
});

test.each(['NotFoundException', 'KMS.Error-1', 'A'])('%s is a code', (code) => {
  expect(codeIn(code)).toBe(code);
});

test.each(['', 'two words', '1st', 'x'.repeat(65), 'a\nb', 7, undefined])('%j is no code', (code) => {
  expect(codeIn(code)).toBeUndefined();
});
