import { advisor } from './applications/advisor.ts';
import type { Application, Dialogue } from './applications/application.ts';
import { codeReview } from './applications/code-review.ts';
import { handbook } from './applications/handbook.ts';
import { invoices } from './applications/invoices.ts';
import { reviews } from './applications/reviews.ts';
import { support } from './applications/support.ts';
import type { DaySpan } from './day-span.ts';
import type { Message, PlannedRequest, ToolCall } from './planned.ts';
import type { Random } from './random.ts';
import { answerWith } from './scripted-answer.ts';

export const applications: readonly [Application, ...Application[]] = [
  ...[support, advisor, handbook, reviews, codeReview, invoices],
] as const;

const hourMs = 3_600_000;
const retryAfterMs = 2_500;
/** Of a thousand requests, how many an upstream refuses; and of a thousand streams, how many end before their time. */
const refused = 9;
const brokenOff = 3;
const leftAlone = 7;

/** What the applications send on an ordinary day. */
export function ordinaryDay(span: DaySpan, random: Random): PlannedRequest[] {
  return applications.flatMap((application) => {
    const mine = random.fork(application.caller);
    return beginnings(application, span, mine).flatMap((atMs) => conversation(application, atMs, mine));
  });
}

/** When its conversations begin: as many as its day has, where the span is a whole one. */
function beginnings({ busy, conversationsPerDay }: Application, span: DaySpan, random: Random): number[] {
  const wholeDay = Array.from({ length: 24 }, (_, hour) => busy(hour)).reduce((sum, part) => sum + part, 0);
  const times: number[] = [];
  for (let hourStart = 0; hourStart < span.spanMs; hourStart += hourMs) {
    const share = busy(span.hourAt(hourStart)) / wholeDay;
    const length = Math.min(hourMs, span.spanMs - hourStart);
    const expected = (conversationsPerDay * share * length) / hourMs;
    const count = Math.floor(expected) + (random.chance(expected % 1) ? 1 : 0);
    for (let i = 0; i < count; i++) times.push(hourStart + random.between(0, length - 1));
  }
  return times;
}

/** One conversation of an application, begun at that time. */
export function conversation(application: Application, beginsMs: number, random: Random): PlannedRequest[] {
  const { caller, purpose, system, tools, streamed, models, subjects } = application;
  const dialogue = filled(random.one(application.dialogues), random);
  const model = modelFor(models, random);
  const whom = subjects && `${subjects.prefix}-${random.between(1, subjects.count)}`;
  const common = {
    ...({ kind: 'request', caller, model, system, tools, conversation: conversationId(random) } as const),
    ...(purpose !== undefined && { purpose }),
    ...(whom !== undefined && { subject: whom }),
  };
  const said: Message[] = [];
  const requests: PlannedRequest[] = [];
  let atMs = beginsMs;
  const ask = (answer: { readonly text: string } | { readonly call: ToolCall }) => {
    const messages = [...said];
    const stream = random.chance(streamed);
    const good = answerWith(answer, { model, system, messages, random });
    const request = { ...common, atMs, stream, messages, answer: good };
    const fate = random.between(1, 1_000);
    if (fate <= refused) {
      const status = model.startsWith('claude') ? 529 : random.one([429, 500] as const);
      requests.push({ ...request, answer: { kind: 'refused', status, totalMs: random.between(60, 900) } });
      requests.push({ ...request, atMs: atMs + retryAfterMs });
    } else if (stream && fate <= refused + brokenOff) {
      requests.push({ ...request, answer: { ...good, ending: 'breaks-off' } });
    } else if (stream && fate <= refused + brokenOff + leftAlone) {
      requests.push({ ...request, answer: { ...good, ending: 'hangs' } });
    } else {
      requests.push(request);
    }
    atMs += good.totalMs;
  };
  for (const line of dialogue) {
    said.push({ role: 'user', text: line.user });
    if (line.tool !== undefined) {
      const { name, asks, result } = line.tool;
      const asked = tools.find((tool) => tool.name === name)?.asks ?? 'query';
      const call = { id: `call_${random.between(100_000, 999_999)}`, name, arguments: { [asked]: asks } };
      ask({ call });
      said.push({ role: 'assistant', call }, { role: 'tool', call, text: result });
      atMs += random.between(80, 600);
    }
    ask({ text: line.says });
    said.push({ role: 'assistant', text: line.says });
    atMs += random.between(12_000, 90_000);
  }
  return requests;
}

/** An id as applications make them for their conversations. */
export function conversationId(random: Random): string {
  return `conv-${random.between(0x1000_0000, 0xffff_ffff).toString(16)}`;
}

function modelFor(shares: Application['models'], random: Random) {
  let left = random.next();
  for (const { model, share } of shares) {
    left -= share;
    if (left < 0) return model;
  }
  return shares[0].model;
}

function filled(dialogue: Dialogue, random: Random): Dialogue {
  const values: Readonly<Record<string, string>> = {
    order: `B-${random.between(100_000, 999_999)}`,
    product: random.one([
      'two-person tent',
      'sleeping bag',
      'rain jacket',
      'stove',
      'rucksack',
      'head torch',
    ]),
    city: random.one(['Bremen', 'Ghent', 'Aarhus', 'Graz', 'Turku', 'Basel']),
    name: random.one(['Ingrid', 'Tomasz', 'Leila', 'Henk', 'Nora', 'Paul']),
    days: String(random.between(2, 9)),
  };
  const fill = (text: string) =>
    text.replace(/\{([a-z]{1,16})\}/g, (whole, name) => values[String(name)] ?? whole);
  const [first, ...others] = dialogue;
  const line = ({ user, says, tool }: Dialogue[0]): Dialogue[0] => ({
    ...{ user: fill(user), says: fill(says) },
    ...(tool && { tool: { name: tool.name, asks: fill(tool.asks), result: fill(tool.result) } }),
  });
  return [line(first), ...others.map(line)];
}
