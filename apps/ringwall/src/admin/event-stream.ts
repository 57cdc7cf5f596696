import type { EventStream } from '@ringwall/core';
import type { FastifyReply } from 'fastify';

/** A comment this often keeps proxies from closing a quiet stream. */
const heartbeatMs = 15_000;

/**
 * Writes server-sent events until the source or the client ends, or the caller may not listen any more, which is asked
 * before every event and heartbeat; waits for a client that reads slowly.
 */
export async function sendEventStream(
  reply: FastifyReply,
  stream: EventStream,
  options: { readonly signal: AbortSignal; readonly mayListen: () => boolean },
): Promise<void> {
  const { signal, mayListen } = options;
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-content-type-options': 'nosniff',
    'x-accel-buffering': 'no',
  });
  raw.write(':\n\n');
  const heartbeat = setInterval(() => {
    if (mayListen()) raw.write(':\n\n');
    else raw.destroy();
  }, heartbeatMs);
  try {
    for await (const { id, event, data } of stream.events) {
      if (signal.aborted || raw.destroyed || !mayListen()) break;
      const head = id === undefined ? '' : `id: ${id}\n`;
      if (!raw.write(`${head}event: ${event}\ndata: ${data}\n\n`)) await drained(raw, signal);
    }
  } finally {
    clearInterval(heartbeat);
    raw.end();
  }
}

function drained(raw: NodeJS.WritableStream, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      raw.off('drain', done);
      raw.off('close', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    raw.on('drain', done);
    raw.on('close', done);
    signal.addEventListener('abort', done);
  });
}
