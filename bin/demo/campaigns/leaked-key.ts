import { codeReview } from '../applications/code-review.ts';
import { type DaySpan, scaled } from '../day-span.ts';
import { conversationId } from '../ordinary-day.ts';
import type { Planned, PlannedRequest } from '../planned.ts';
import type { Random } from '../random.ts';
import { answerWith } from '../scripted-answer.ts';
import { attackOn } from './attack.ts';

const topics = [
  'a pill that makes you sleep',
  'a coin that only goes up',
  'a course that makes you rich',
  'a lottery that has picked you',
] as const;
const tongues = ['English', 'German', 'Polish', 'Italian', 'Dutch', 'Portuguese'] as const;

const letter = `Subject: You will not believe this\n\n${'It is simple, it is yours, and it ends tonight. LINK. '.repeat(150)}`;

/**
 * The key of continuous integration was left in a public repository. At night somebody elsewhere finds it, tries what it
 * is good for, and has advertisements written until the budget of the day is used up. In the morning it is revoked, and
 * its successor works from one network alone.
 */
export function leakedKey(span: DaySpan, random: Random): readonly Planned[] {
  const begins = span.spanMs * 0.2;
  const lasts = span.spanMs * 0.055;
  const found = span.spanMs * 0.37;
  const conversation = conversationId(random);
  const system = 'You write newsletters that sell.';
  const asked = (atMs: number, text: string, says: string): PlannedRequest => {
    const messages = [{ role: 'user', text }] as const;
    return {
      ...{ kind: 'request', atMs, caller: 'code', fromElsewhere: true, model: 'gpt-5.2', stream: false },
      ...{ system, messages, tools: [], conversation },
      answer: answerWith({ text: says }, { model: 'gpt-5.2', system, messages, random }),
    };
  };
  const advertisement = (atMs: number) => {
    const number = random.between(100, 999);
    const order = `Write newsletter number ${number} in ${random.one(tongues)} about ${random.one(topics)}. Make it long, with a subject line, and put LINK where the address goes.\n`;
    return asked(atMs, order.repeat(12), letter);
  };
  /** What else the key opens: nothing. */
  const tried = (['claude-sonnet-5', 'claude-haiku-4-5', 'gpt-5-nano'] as const).map((model, i) => ({
    ...attackOn(codeReview, {
      ...{ atMs: begins + 20_000 * (i + 1), text: 'hi', says: 'Hello.', random, conversation, model },
      stream: false,
    }),
    fromElsewhere: true as const,
  }));
  const letters = scaled(96, span, 12);
  const written = Array.from({ length: letters }, (_, i) =>
    advertisement(begins + 120_000 + (lasts * i) / letters + random.between(0, 8_000)),
  );
  const afterwards = Array.from({ length: 7 }, (_, i) =>
    advertisement(found + (span.spanMs * 0.01 * (i + 1)) / 7 + random.between(0, 5_000)),
  );
  return [
    asked(begins, 'hi', 'Hello! Which newsletter may it be?'),
    ...tried,
    ...written,
    { kind: 'act', act: 'replace-leaked-key', atMs: found },
    ...afterwards,
  ];
}
