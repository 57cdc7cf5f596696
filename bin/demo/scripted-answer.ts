import { type ModelName, models } from './company.ts';
import type { Message, ScriptedAnswer, ToolCall } from './planned.ts';
import type { Random } from './random.ts';

/** About what a tokenizer counts: four characters a token. */
const tokensIn = (text: string): number => Math.max(1, Math.ceil(text.length / 4));

/** What providers keep of a prompt that begins like one before it, in whole blocks of this size. */
const cacheBlockTokens = 128;

/** What a message says, whoever reads it. */
export function textOf(message: Message): string {
  if ('text' in message) return message.text;
  return `${message.call.name} ${JSON.stringify(message.call.arguments)}`;
}

/** An answer that takes about as long as that model would. */
export function answerWith(
  said: { readonly text: string } | { readonly call: ToolCall },
  asked: {
    readonly model: ModelName;
    readonly system: string;
    readonly messages: readonly Message[];
    readonly random: Random;
  },
): Extract<ScriptedAnswer, { kind: 'said' }> {
  const { model, system, messages, random } = asked;
  const { firstByteMs, msPerToken } = models[model];
  const inputTokens =
    tokensIn(system) + messages.reduce((sum, message) => sum + tokensIn(textOf(message)), 0);
  const outputTokens = 'text' in said ? tokensIn(said.text) : 12 + tokensIn(JSON.stringify(said.call));
  const begunMs = Math.round(firstByteMs * random.factor(1.6));
  const isContinued = messages.length > 1;
  const cachedTokens = isContinued
    ? Math.floor((inputTokens * 0.8) / cacheBlockTokens) * cacheBlockTokens
    : 0;
  return {
    ...{ kind: 'said', said, inputTokens, cachedTokens, outputTokens },
    firstByteMs: begunMs,
    totalMs: begunMs + Math.round(outputTokens * msPerToken * random.factor(1.25)),
  };
}
