import { Agent, type IncomingMessage, request } from 'node:http';
import type { ChatRequest } from './chat-request.ts';

/** What came back. */
export interface SentReply {
  readonly status: number;
  readonly request: string;
}

export interface Sender extends Disposable {
  send(
    to: string,
    chat: ChatRequest,
    options: {
      /** The head of the answer has come: whether to read the rest of it. */
      readonly onBegun: () => Promise<'stay' | 'leave'>;
    },
  ): Promise<SentReply>;
}

/** Sends requests as one machine would: from one address, over connections that it keeps. */
export function createSender({ localAddress }: { readonly localAddress: string | undefined }): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: 16, ...(localAddress && { localAddress }) });
  return {
    send(to, { path, headers, body }, { onBegun }) {
      const { promise, resolve, reject } = Promise.withResolvers<SentReply>();
      const sent = request(to + path, { method: 'POST', agent, headers }, (response: IncomingMessage) => {
        const { statusCode = 0, headers: given } = response;
        const done = () => resolve({ status: statusCode, request: String(given['x-request-id']) });
        response.on('end', done);
        // A stream that its upstream broke off ends so.
        response.on('error', done);
        onBegun().then((choice) => {
          if (choice === 'stay') return void response.resume();
          response.on('close', done);
          sent.destroy();
        }, reject);
      });
      sent.on('error', reject);
      sent.end(body);
      return promise;
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}
