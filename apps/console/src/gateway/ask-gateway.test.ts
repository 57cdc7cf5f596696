import { describe, expect, test } from 'vitest';
import { askGateway, GatewayUnreachable } from './ask-gateway.ts';

const question = { protocol: 'openai', model: 'm', system: '', user: 'Hi', stream: true } as const;

/** Asks a gateway that answers this. */
async function asked(answer: () => Promise<Response>, signal = new AbortController().signal) {
  const sent: RequestInit[] = [];
  const grown: string[] = [];
  let ms = 0;
  const reply = await askGateway(question, {
    ...{ gatewayUrl: 'http://gateway', key: 'rw_x', signal },
    fetch: async (_input, init) => {
      sent.push(init ?? {});
      return answer();
    },
    now: () => (ms += 5),
    onText: (text) => grown.push(text),
  });
  return { reply, sent, grown };
}

const chunk = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
const streamed = { headers: { 'content-type': 'text/event-stream', 'x-request-id': 'req_1' } };

describe('asking the gateway', () => {
  test('sends a key and nothing that the browser would add by itself', async () => {
    const { sent } = await asked(async () => Response.json({ choices: [] }));
    expect(sent[0]).toMatchObject({ credentials: 'omit', redirect: 'error', method: 'POST' });
    expect(new Headers(sent[0]?.headers).get('authorization')).toBe('Bearer rw_x');
  });

  test('tells of a stream as it grows', async () => {
    const body = `${chunk('He')}${chunk('llo')}data: [DONE]\n\n`;
    const { reply, grown } = await asked(async () => new Response(body, streamed));
    expect(reply).toMatchObject({ status: 200, text: 'Hello', request: 'req_1', firstMs: 5 });
    expect(grown.at(-1)).toBe('Hello');
  });

  test('tells of a stream that ends with a refusal, and of one that breaks', async () => {
    const refusal = `data: ${JSON.stringify({ error: { message: 'Ringwall blocked this.' } })}\n\n`;
    const { reply } = await asked(async () => new Response(chunk('He') + refusal, streamed));
    expect(reply).toMatchObject({ text: 'He', error: 'Ringwall blocked this.' });
    const broken = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(chunk('He')));
        controller.error(new TypeError('gone'));
      },
    });
    const { reply: cut } = await asked(async () => new Response(broken, streamed));
    expect(cut.error).toBe('The answer was cut off.');
  });

  test('tells of a refusal before there was a request', async () => {
    const headers = { 'x-request-id': 'no request' };
    const { reply } = await asked(async () =>
      Response.json({ error: { message: 'No.' } }, { status: 401, headers }),
    );
    expect(reply).toMatchObject({ status: 401, error: 'No.', text: '' });
    expect(reply.request).toBeUndefined();
  });

  test('tells a gateway that nobody reaches from one that refuses', async () => {
    const failing = asked(async () => {
      throw new TypeError('Failed to fetch');
    });
    await expect(failing).rejects.toBeInstanceOf(GatewayUnreachable);
  });

  test('ends when it is told to', async () => {
    const controller = new AbortController();
    controller.abort(new Error('stopped'));
    const stopped = asked(async () => {
      throw controller.signal.reason;
    }, controller.signal);
    await expect(stopped).rejects.toThrow('stopped');
  });
});
