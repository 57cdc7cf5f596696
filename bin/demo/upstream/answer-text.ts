import type { ScriptedAnswer } from '../planned.ts';

type Said = Extract<ScriptedAnswer, { kind: 'said' }>;

/** How one protocol writes an answer: as a whole, or as the frames of a stream. */
export interface AnswerText {
  whole(model: string, answer: Said): string;
  /** Sent with the head of a stream. */
  begin(model: string, answer: Said): readonly string[];
  pieces(model: string, answer: Said): readonly string[];
  end(model: string, answer: Said, options: { readonly tellsUsage: boolean }): readonly string[];
  /** The body of an answer that is an error. */
  refusal(status: number): string;
}
