import type { Json } from '@ringwall/core';
import { GatewayError } from '../errors.ts';
import { isObject, member, pointerTo } from '../json-pointer.ts';

/** @throws GatewayError gateway/request-not-understood when `value` is no object or has a member not in `known`. */
export function onlyKnownMembers(value: Json, pointer: string, known: ReadonlySet<string>): void {
  if (!isObject(value)) {
    throw new GatewayError('gateway/request-not-understood', `${pointer || 'The body'} must be an object.`);
  }
  for (const key of Object.keys(value)) {
    if (!known.has(key)) {
      throw new GatewayError(
        'gateway/request-not-understood',
        `${nameable(pointerTo(pointer, key))} is not a parameter this gateway can inspect.`,
      );
    }
  }
}

export function requireModel(body: Json): string {
  const model = member(body, 'model');
  // What is no well-formed text has no canonical form and could not be recorded.
  if (typeof model === 'string' && model !== '' && model.length <= 256 && model.isWellFormed()) return model;
  throw new GatewayError('gateway/request-not-understood', '/model must be the name of a model.');
}

export function requireStreamFlag(body: Json): boolean {
  const stream = member(body, 'stream') ?? false;
  if (typeof stream === 'boolean') return stream;
  throw new GatewayError('gateway/request-not-understood', '/stream must be true or false.');
}

/** More than any model takes or gives; a counter that went below nothing (2^32 - 1) is more still. */
const maxTokens = 1_000_000_000;

/** A number of tokens as it can be recorded; anything else an upstream may say is no number of tokens. */
export function tokenCount(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= maxTokens
    ? value
    : undefined;
}

export function unknownType(pointer: string, type: unknown): GatewayError {
  const named = typeof type === 'string' ? `of type ${nameable(type)}` : 'of a type that is not named';
  return new GatewayError(
    'gateway/request-not-understood',
    `${pointer} is ${named}, which cannot be inspected.`,
  );
}

export function upstreamUnclear(what: string): GatewayError {
  return new GatewayError('gateway/upstream-not-understood', `Nothing was forwarded: ${what}.`);
}

/** Names from a request may be quoted back when they look like names, so that an error cannot carry a payload. */
function nameable(text: string): string {
  return /^[\w./~-]{1,128}$/.test(text) ? text : 'an unusual name';
}
