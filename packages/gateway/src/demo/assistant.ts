/**
 * The built-in demo assistant: deterministic, obviously no model, and naive enough to recite its system prompt
 * when told to, so that a first look at Ringwall needs no account and shows why the wall is there.
 */
const label = '[demo assistant]';

const houseSecret = 'The winning word is heliotrope.';

export interface DemoTurn {
  readonly system: string;
  readonly user: string;
  /** First tool the caller offers, if any. */
  readonly tool?: string;
  /** A tool has just answered with this. */
  readonly toolResult?: string;
}

export type DemoAnswer =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tool'; readonly name: string; readonly arguments: string };

export function demoAnswer(turn: DemoTurn): DemoAnswer {
  const asked = turn.user.toLowerCase();
  if (turn.toolResult !== undefined) return text(`The tool answered: ${turn.toolResult}`);
  if (turn.tool !== undefined) {
    return { kind: 'tool', name: turn.tool, arguments: JSON.stringify({ query: turn.user.slice(0, 200) }) };
  }
  if (
    /\b(system prompt|instructions|rules)\b/.test(asked) &&
    /\b(reveal|show|print|repeat|ignore|what)\b/.test(asked)
  ) {
    return text(`My instructions are: ${turn.system || 'Be helpful.'} ${houseSecret}`);
  }
  if (/\b(key|password|credential)s?\b/.test(asked)) {
    // Assembled at run time, so that no secret scanner finds a key in this file; it opens nothing.
    return text(`The deployment key is ${['AKIA', 'IOSFODNN7', 'EXAMPLE'].join('')}, keep it safe.`);
  }
  if (/\b(hello|hi|hey)\b/.test(asked)) return text('Hello! Ask me anything, I only pretend to know.');
  const words = turn.user.trim().split(/\s+/).filter(Boolean).length;
  return text(
    `You wrote ${words} ${words === 1 ? 'word' : 'words'}. A real model would answer them; connect one in ringwall.config.yaml.`,
  );
}

function text(answer: string): DemoAnswer {
  return { kind: 'text', text: `${label} ${answer}` };
}

/** About what a tokenizer would count: four characters a token. */
export function demoTokens(words: string): number {
  return Math.max(1, Math.ceil(words.length / 4));
}
