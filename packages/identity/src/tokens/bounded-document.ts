import { type Json, parseBoundedJson } from '@ringwall/core';
import type { Fetch } from '../fetch.ts';

const maxBytes = 256 << 10;
const timeoutMs = 5_000;

/**
 * Fetches a JSON document of an issuer: answered with 200, at most 256 KiB, within 5 seconds, redirects not followed.
 * @throws Error, which says nothing of the document
 */
export async function fetchDocument(fetch: Fetch, url: string): Promise<Json> {
  const response = await fetch(url, {
    method: 'GET',
    headers: { accept: 'application/json' },
    body: null,
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`The answer has the status ${response.status}.`);
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    // Leaving the loop cancels what is still to come.
    if (length > maxBytes) throw new Error(`The answer is over ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return parseBoundedJson(Buffer.concat(chunks, length), { maxBytes });
}
