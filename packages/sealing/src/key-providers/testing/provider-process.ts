import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RingwallError, systemClock } from '@ringwall/core';
import type { ManagedKeyProvider, ProviderDependencies, SecretRef } from '../key-provider-kind.ts';
import { type KeyProviderEntry, openKeyProvider } from '../open-key-provider.ts';

// Runs key providers for a test in a process of their own, whose environment is the test's to choose; what native
// code hangs or breaks here does not hang or break the tests. See remote-provider.ts for the other end.

/** Asks for a new provider. */
export interface OpenRequest {
  readonly request: number;
  readonly open: { readonly name: string; readonly entry: KeyProviderEntry; readonly baseDirectory: string };
}

/** Calls a method of one that was opened. */
export interface CallRequest {
  readonly request: number;
  readonly provider: number;
  readonly method: keyof ManagedKeyProvider;
  readonly values: readonly unknown[];
}

/** What comes back. */
export type Reply =
  | { readonly request: number; readonly value: unknown }
  | { readonly request: number; readonly error: { readonly code: string; readonly message: string } };

const providers: ManagedKeyProvider[] = [];

process.on('message', (message: OpenRequest | CallRequest) => {
  void reply(message).then((answer) => process.send?.(answer));
});

async function reply(message: OpenRequest | CallRequest): Promise<Reply> {
  const { request } = message;
  try {
    return { request, value: 'open' in message ? await open(message.open) : await call(message) };
  } catch (cause) {
    const code = cause instanceof RingwallError ? cause.code : 'not-on-purpose';
    return { request, error: { code, message: String(cause) } };
  }
}

async function open({ name, entry, baseDirectory }: OpenRequest['open']): Promise<unknown> {
  const dependencies: ProviderDependencies = {
    transport: () => Promise.reject(new Error('no transport')),
    clock: systemClock,
    readSecret: (ref: SecretRef) =>
      'file' in ref
        ? readFile(resolve(baseDirectory, ref.file))
        : Promise.reject(new Error('no environment')),
    baseDirectory,
  };
  const provider = await openKeyProvider(name, entry, dependencies);
  return { provider: providers.push(provider) - 1, kind: provider.kind, warnings: provider.warnings };
}

async function call({ provider, method, values }: CallRequest): Promise<unknown> {
  const target = providers[provider];
  const callable: unknown = target === undefined ? undefined : Reflect.get(target, method);
  if (target === undefined || typeof callable !== 'function') throw new Error('There is no such method.');
  return Reflect.apply(callable, target, values);
}
