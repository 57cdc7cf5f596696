import { decisions, outcomeStatuses, pageSchema, parseBoundedJson, type Shown } from '@ringwall/core';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import { isArray } from '../json-pointer.ts';
import type { TrafficTables } from './tables.ts';

/** What may become of a request: it is `open` until its outcome is recorded. */
export const requestStates = ['open', ...outcomeStatuses] as const;
export type RequestState = (typeof requestStates)[number];

export const protocols = ['openai', 'anthropic'] as const;

/** One LLM request: a row of Traffic. */
export const shownRequest = z
  .object({
    request: z.string(),
    time: z.string().describe('When it came, RFC 3339.'),
    project: z.string(),
    key: z.string().describe('The credential it came with: an API key, a token or a certificate.'),
    keyName: z.string(),
    who: z.string().describe('The user, service or agent it speaks for; of a key that is nobody’s the key.'),
    route: z.string(),
    protocol: z.enum(protocols),
    provider: z.string(),
    model: z.string().describe('As the caller named it.'),
    stream: z.boolean(),
    state: z.enum(requestStates),
    decision: z
      .enum(decisions)
      .exactOptional()
      .describe('The stricter of the verdicts on prompt and completion; absent while there is none.'),
    rules: z.array(z.string()).describe('`detector/rule` of every finding, each once.'),
    httpStatus: z.int().exactOptional(),
    inputTokens: z.int().exactOptional(),
    outputTokens: z.int().exactOptional(),
    nanoDollars: z.int().exactOptional().describe('What it cost, in billionths of a US dollar.'),
    totalMs: z.number().exactOptional(),
    guardMs: z.number().exactOptional().describe('Of these, what the detectors took.'),
    conversation: z
      .string()
      .exactOptional()
      .describe('Digest of the conversation that the caller says it belongs to.'),
    intent: z.int().describe('Index in the ledger of the record made before anything was sent on.'),
    outcome: z.int().exactOptional().describe('Index of the record of how it ended.'),
  })
  .meta({ id: 'RequestRow', description: 'One LLM request.' });
export type RequestRow = Shown<typeof shownRequest>;

/** Some rows in their order. */
export const requestPage = pageSchema(shownRequest);
export type RequestPage = Shown<typeof requestPage>;

/**
 * A stored row as it is shown. @throws RangeError for a word that this version never wrote
 */
export function asShown(
  row: Selectable<TrafficTables['requests']>,
  names: ReadonlyMap<string, string>,
): RequestRow {
  const closed = row.outcome !== null;
  return {
    request: row.request,
    time: new Date(row.time).toISOString(),
    project: row.project,
    key: row.key,
    keyName: names.get(row.key) ?? row.key,
    who: row.who,
    route: row.route,
    protocol: oneOf(protocols, row.protocol),
    provider: row.provider,
    model: row.model,
    stream: row.stream === 1,
    state: oneOf(requestStates, row.state),
    ...(row.decision !== null && { decision: oneOf(decisions, row.decision) }),
    rules: ruleList(row.rules),
    ...(row.http_status !== null && { httpStatus: row.http_status }),
    ...(row.input_tokens !== null && { inputTokens: row.input_tokens }),
    ...(row.output_tokens !== null && { outputTokens: row.output_tokens }),
    // Until then it is what was set aside.
    ...(closed && { nanoDollars: row.spent_nano }),
    ...(row.total_ms !== null && { totalMs: row.total_ms }),
    ...(row.guard_ms !== null && { guardMs: row.guard_ms }),
    ...(row.conversation !== null && { conversation: row.conversation }),
    intent: row.intent,
    ...(row.outcome !== null && { outcome: row.outcome }),
  };
}

function oneOf<const Word extends string>(words: readonly Word[], text: string): Word {
  const word = words.find((candidate) => candidate === text);
  if (word === undefined)
    throw new RangeError('The table of requests holds a word that this version does not know.');
  return word;
}

function ruleList(text: string): readonly string[] {
  if (text === '[]') return [];
  const value = parseBoundedJson(text);
  return isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
