import type { Schema } from '../../api/operations.ts';
import type { VerifiedEntry } from '../../proof/verified-entry.ts';

export type StepId = 'send' | 'attack' | 'verify' | 'connect';

/** One of the first steps, and whether what it asks for is on record. */
export interface Step {
  readonly id: StepId;
  readonly title: string;
  readonly about: string;
  readonly isDone: boolean;
}

/** What is known of how far somebody has come. */
export interface Progress {
  readonly onRecord: Schema<'FirstSteps'>;
  /** The proof that this browser verified because somebody asked it to. */
  readonly verified: VerifiedEntry | undefined;
}

/** The four first steps in their order. Each is done when the record says so, whoever did it and wherever. */
export function stepsOf({ onRecord, verified }: Progress): readonly Step[] {
  const { sent, stopped, answered } = onRecord;
  return [
    {
      ...{ id: 'send', title: 'Send a request' },
      about: 'Through the gateway, with a key, as your application would.',
      isDone: sent !== undefined,
    },
    {
      ...{ id: 'attack', title: 'Watch an attack stopped' },
      about: 'A prompt injection, and why the gateway let nothing of it through.',
      isDone: stopped !== undefined,
    },
    {
      ...{ id: 'verify', title: 'Verify the log' },
      about: 'This browser computes the proof that the record was not changed.',
      isDone: verified !== undefined,
    },
    {
      ...{ id: 'connect', title: 'Connect your own upstream' },
      about: 'OpenAI, Anthropic, or whatever speaks like one of them.',
      isDone: answered !== undefined,
    },
  ];
}

/** The entry whose proof is worth looking at: that of the attack, else of the newest request; undefined before both. */
export function entryToVerify({ sent, stopped }: Schema<'FirstSteps'>): number | undefined {
  return stopped?.outcome ?? sent?.outcome;
}
