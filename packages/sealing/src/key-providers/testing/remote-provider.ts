import { fork } from 'node:child_process';
import { once } from 'node:events';
import { SealingError, type SealingErrorCode, sealingErrors } from '../../errors.ts';
import type { ManagedKeyProvider } from '../key-provider-kind.ts';
import type { KeyProviderEntry } from '../open-key-provider.ts';
import type { CallRequest, OpenRequest, Reply } from './provider-process.ts';

/** Whatever the method that was called returns: nothing checks it on the way. */
type Answer = ReturnType<typeof JSON.parse>;

const callTimeoutMs = 20_000;

/** A process that runs key providers. */
export interface ProviderProcess {
  open(name: string, entry: KeyProviderEntry, baseDirectory: string): Promise<ManagedKeyProvider>;
  stop(): Promise<void>;
}

/**
 * Starts a process for key providers with an environment of its own. A call that takes over 20 seconds ends the
 * process and rejects.
 */
export function startProviderProcess(environment: Readonly<Record<string, string>>): ProviderProcess {
  const child = fork(new URL('./provider-process.ts', import.meta.url), {
    env: { PATH: process.env.PATH ?? '', ...environment },
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, (reply: Reply) => void>();
  let requests = 0;
  child.on('message', (reply: Reply) => waiting.get(reply.request)?.(reply));
  child.on('exit', () => {
    const error = { code: 'process-ended', message: 'The process of the provider ended.' };
    for (const [request, settle] of waiting) settle({ request, error });
  });

  async function ask(message: Omit<OpenRequest, 'request'> | Omit<CallRequest, 'request'>): Promise<Answer> {
    const request = ++requests;
    const timer = setTimeout(() => child.kill('SIGKILL'), callTimeoutMs);
    const reply = await new Promise<Reply>((settle) => {
      waiting.set(request, settle);
      child.send({ ...message, request });
    });
    clearTimeout(timer);
    waiting.delete(request);
    if ('value' in reply) return reply.value;
    const { code, message: words } = reply.error;
    throw isSealingCode(code) ? new SealingError(code, words) : new Error(words);
  }

  return {
    open: async (name, entry, baseDirectory) => {
      const { provider, kind, warnings } = await ask({ open: { name, entry, baseDirectory } });
      const call =
        (method: CallRequest['method']) =>
        (...values: readonly unknown[]) => {
          const signal = values.find((value) => value instanceof AbortSignal);
          signal?.throwIfAborted();
          const plain = values.filter((value) => !(value instanceof AbortSignal));
          return ask({ provider, method, values: plain });
        };
      return {
        name,
        kind,
        warnings,
        generateDataKey: async (...values) => call('generateDataKey')(...values),
        unwrap: async (...values) => call('unwrap')(...values),
        sign: async (...values) => call('sign')(...values),
        publicKey: async (...values) => call('publicKey')(...values),
        listKeys: async (...values) => call('listKeys')(...values),
        createKey: async (...values) => call('createKey')(...values),
        rotateKey: async (...values) => call('rotateKey')(...values),
        setVersionState: async (...values) => call('setVersionState')(...values),
        destroyVersion: async (...values) => call('destroyVersion')(...values),
        close: async () => call('close')(),
      };
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill();
      await once(child, 'exit');
    },
  };
}

function isSealingCode(code: string): code is SealingErrorCode {
  return code in sealingErrors;
}
