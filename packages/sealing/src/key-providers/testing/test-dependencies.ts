import type { HttpTransport } from '../http-transport.ts';
import type { ProviderDependencies, SecretRef } from '../key-provider-kind.ts';
import { loopbackTransport } from './loopback-transport.ts';

export interface TestClock {
  now(): number;
  pass(ms: number): void;
}

export function testClock(startMs = Date.UTC(2026, 0, 15, 12)): TestClock {
  let now = startMs;
  return { now: () => now, pass: (ms) => (now += ms) };
}

/** What a provider is given in tests: a clock that stands still, sleep that only notes, secrets by name. */
export interface TestDependencies extends ProviderDependencies {
  readonly clock: TestClock;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** How long each sleep would have been. */
  readonly slept: number[];
  /** What `readSecret` finds, by path or variable. */
  readonly secrets: Map<string, string>;
}

export function testDependencies(
  clock: TestClock,
  secrets: Readonly<Record<string, string>>,
  transport: HttpTransport = loopbackTransport,
): TestDependencies {
  const slept: number[] = [];
  const known = new Map(Object.entries(secrets));
  return {
    transport,
    clock,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      slept.push(ms);
    },
    slept,
    secrets: known,
    readSecret: async (ref: SecretRef) => {
      const secret = known.get('file' in ref ? ref.file : ref.env);
      if (secret === undefined) throw new Error('no such secret');
      return new TextEncoder().encode(secret);
    },
    baseDirectory: '/',
  };
}
