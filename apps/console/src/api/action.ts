import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useServices } from '../services.tsx';
import { useToast } from '../ui/toasts.tsx';
import type { Client, Consent } from './client.ts';
import { asApiError } from './problem.ts';

export interface Action<Input, Reply> {
  run(input: Input): void;
  readonly isPending: boolean;
  readonly isDone: boolean;
  readonly error: unknown;
  /** What it answered last. */
  readonly reply: Reply | undefined;
  /** The approval that is waited for: after it was given, the same again goes through. */
  readonly approval: string | undefined;
  reset(): void;
}

/**
 * Something done on the server, after which what was read under the names `changes` is read again. What takes two
 * persons is refused with the id of an approval; the very same done again then carries that id.
 */
export function useAction<Input, Reply>(
  perform: (client: Client, input: Input, consent: Consent) => Promise<Reply>,
  {
    changes = [],
    says,
    onDone,
  }: {
    readonly changes?: readonly string[];
    /** What is said in a corner once it is done. */
    readonly says?: (reply: Reply) => string;
    readonly onDone?: (reply: Reply) => void;
  } = {},
): Action<Input, Reply> {
  const { client } = useServices();
  const queries = useQueryClient();
  const toast = useToast();
  const [waiting, setWaiting] = useState<{ readonly approval: string; readonly input: string }>();
  const mutation = useMutation({
    mutationFn: (input: Input) => {
      const same = waiting?.input === JSON.stringify(input);
      return perform(client, input, { approval: same ? waiting?.approval : undefined });
    },
    onSuccess: async (reply) => {
      setWaiting(undefined);
      await Promise.all(changes.map((name) => queries.invalidateQueries({ queryKey: [name] })));
      if (says !== undefined) toast({ text: says(reply) });
      onDone?.(reply);
    },
    onError: (error, input) => {
      const { approval } = asApiError(error);
      if (approval !== undefined) setWaiting({ approval, input: JSON.stringify(input) });
    },
  });
  return {
    run: (input) => mutation.mutate(input),
    isPending: mutation.isPending,
    isDone: mutation.isSuccess,
    error: mutation.error,
    reply: mutation.data,
    approval: mutation.error === null ? undefined : waiting?.approval,
    reset: () => {
      setWaiting(undefined);
      mutation.reset();
    },
  };
}
