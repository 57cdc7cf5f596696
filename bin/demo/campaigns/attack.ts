import type { Application } from '../applications/application.ts';
import type { ModelName } from '../company.ts';
import type { PlannedRequest } from '../planned.ts';
import type { Random } from '../random.ts';
import { answerWith } from '../scripted-answer.ts';

/** One prompt of an attack, sent through an application of the company. */
export function attackOn(
  application: Application,
  attempt: {
    readonly atMs: number;
    readonly text: string;
    /** What the model says where nothing stops the prompt. */
    readonly says: string;
    readonly random: Random;
    readonly conversation: string;
    readonly subject?: string;
    readonly stream?: boolean;
    readonly model?: ModelName;
  },
): PlannedRequest {
  const { atMs, text, says, random, conversation, subject, stream = true } = attempt;
  const { caller, purpose, system, tools, models } = application;
  const model = attempt.model ?? models[0].model;
  const messages = [{ role: 'user', text }] as const;
  return {
    ...{ kind: 'request', atMs, caller, model, stream, system, tools, messages, conversation },
    ...(purpose !== undefined && { purpose }),
    ...(subject !== undefined && { subject }),
    answer: answerWith({ text: says }, { model, system, messages, random }),
  };
}
