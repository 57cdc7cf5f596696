import { parseBoundedJson, type RawReply } from '@ringwall/core';
import { z } from 'zod';

const written = z.object({
  status: z.int(),
  contentType: z.string(),
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  content: z.string(),
});

/** An answer as text, from which it can be given again; undefined for one that goes on as it is made. */
export function writeAnswer({ status = 200, contentType, headers = {}, content }: RawReply): string {
  const bytes = Buffer.from(content);
  return JSON.stringify({ status, contentType, headers, content: bytes.toString('base64') });
}

/** @throws ZodError, CoreError for what `writeAnswer` has not written */
export function readAnswer(text: string): RawReply {
  const { content, ...rest } = written.parse(parseBoundedJson(text));
  return { kind: 'raw', ...rest, content: Buffer.from(content, 'base64') };
}
