import { useCallback, useEffect, useRef, useState } from 'react';
import { useServices } from '../services.tsx';
import { askGateway, type GatewayAnswer } from './ask-gateway.ts';
import type { Question } from './gateway-request.ts';

/** Where and with what a question is sent. */
export interface Sending {
  readonly gatewayUrl: string;
  /** One that somebody has; absent: one is made for the project. */
  readonly key?: string;
  readonly project: string;
}

/** A question under way, or how it went. */
export type Asked =
  | { readonly state: 'idle' }
  /** `text`: what of the answer is here. */
  | { readonly state: 'asking'; readonly question: Question; readonly text: string }
  | { readonly state: 'answered'; readonly question: Question; readonly answer: GatewayAnswer }
  | { readonly state: 'failed'; readonly question: Question; readonly error: unknown };

/** Asks the gateway one question at a time; another, or leaving the page, ends the one before. */
export function useGateway(): {
  readonly asked: Asked;
  ask(question: Question, sending: Sending): Promise<GatewayAnswer | undefined>;
  stop(): void;
} {
  const { shortKeys } = useServices();
  const [asked, setAsked] = useState<Asked>({ state: 'idle' });
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const ask = useCallback(
    async (question: Question, { gatewayUrl, key, project }: Sending) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      const { signal } = controller;
      const show = (next: Asked) => {
        if (!signal.aborted) setAsked(next);
      };
      show({ state: 'asking', question, text: '' });
      try {
        const answer = await askGateway(question, {
          ...{ gatewayUrl, signal, key: key ?? (await shortKeys.of(project)).secret },
          ...{ fetch: (input, init) => fetch(input, init), now: () => performance.now() },
          onText: (text) => show({ state: 'asking', question, text }),
        });
        show({ state: 'answered', question, answer });
        return answer;
      } catch (error) {
        show({ state: 'failed', question, error });
        return undefined;
      }
    },
    [shortKeys],
  );
  const stop = useCallback(() => {
    running.current?.abort();
    setAsked({ state: 'idle' });
  }, []);
  return { asked, ask, stop };
}
