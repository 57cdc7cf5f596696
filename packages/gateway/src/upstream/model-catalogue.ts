import { type Clock, type Json, parseBoundedJson } from '@ringwall/core';
import { isArray, member } from '../json-pointer.ts';
import type { Pools } from './pools.ts';
import { credentialHeaders, type Provider } from './provider.ts';

const maxBytes = 1 << 20;
const timeoutMs = 5_000;
const freshForMs = 300_000;
const maxModels = 2_000;
/** What a model's name may be made of; of an upstream's list nothing else is passed on. */
const modelName = /^[\w./:@+-]{1,128}$/;

interface Listed {
  readonly names: Promise<readonly string[]>;
  readonly asOfMs: number;
}

/** The names of the models an upstream says it has, asked at most every five minutes. */
export class ModelCatalogue {
  readonly #pools: Pools;
  readonly #clock: Clock;
  readonly #listed = new Map<string, Listed>();

  constructor(pools: Pools, clock: Clock) {
    this.#pools = pools;
    this.#clock = clock;
  }

  /** Empty when the upstream does not answer or answers something else: a list is a convenience, not a promise. */
  names(provider: Provider): Promise<readonly string[]> {
    const known = this.#listed.get(provider.id);
    if (known && this.#clock.now() - known.asOfMs < freshForMs) return known.names;
    const names = this.#ask(provider).catch(() => {
      this.#listed.delete(provider.id);
      return [];
    });
    this.#listed.set(provider.id, { names, asOfMs: this.#clock.now() });
    return names;
  }

  async #ask(provider: Provider): Promise<readonly string[]> {
    const base = new URL(provider.baseUrl);
    const reply = await this.#pools.get(base.origin).request({
      method: 'GET',
      path: base.pathname.replace(/\/$/, '') + provider.modelsPath,
      headers: ['accept', 'application/json', 'accept-encoding', 'identity', ...credentialHeaders(provider)],
      signal: AbortSignal.timeout(timeoutMs),
    });
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of reply.body) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new Error('The list of models is too large.');
      chunks.push(chunk);
    }
    if (reply.statusCode !== 200)
      throw new Error(`The list of models was answered with ${reply.statusCode}.`);
    return namesIn(parseBoundedJson(Buffer.concat(chunks), { maxBytes }));
  }
}

/** Both protocols list their models as `data[].id`. */
function namesIn(body: Json): readonly string[] {
  const listed = member(body, 'data');
  const ids = isArray(listed) ? listed.slice(0, maxModels).map((item) => member(item, 'id')) : [];
  return ids.filter((id) => typeof id === 'string').filter((id) => modelName.test(id));
}
