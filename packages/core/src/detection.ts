import type { Finding, Threat } from './findings.ts';

export type Stage = 'prompt' | 'completion';

/** One piece of text of a body and where it came from. */
export interface Part {
  /** RFC 6901 JSON pointer into the body. In a stream: the pointer the same text has in the assembled response. */
  readonly pointer: string;
  readonly role: 'system' | 'user' | 'assistant' | 'tool' | 'tool-definition' | 'other';
  /** `trusted` is what the application's author wrote (system prompt, tool definitions); the rest is not. */
  readonly trust: 'trusted' | 'untrusted';
  /** `json`: the text is itself JSON (tool arguments), so escapes in it spell other characters to its reader. */
  readonly syntax: 'text' | 'json';
  readonly text: string;
}

export interface Subject {
  readonly stage: Stage;
  readonly parts: readonly Part[];
}

export interface Inspection {
  readonly detector: string;
  /** `unavailable`: threw, timed out or was not ready. It then says nothing about the subject. */
  readonly status: 'ok' | 'unavailable';
  /** Named scores from 0 to 1, where the detector has any. */
  readonly scores: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
  readonly ms: number;
}

/** What one push or end of a stream settled. */
export interface StreamProgress {
  /**
   * UTF-16 units from the start of the channel that no finding to come can touch: those may be released.
   * Never falls from one call to the next.
   */
  readonly settled: number;
  /** Findings completed by this call, with spans from the start of the channel. */
  readonly findings: readonly Finding[];
}

/** The streaming form of a detector over one channel (one choice's text, one tool call's arguments). */
export interface DetectorStream {
  push(delta: string): StreamProgress;
  /** No text follows: everything is settled. */
  end(): StreamProgress;
}

/** Looks and reports; never decides, never writes. */
export interface Detector {
  readonly id: string;
  readonly title: string;
  readonly threat: Threat;
  readonly stages: readonly Stage[];
  /** Wall time after which the guard calls it `unavailable`. */
  readonly budgetMs: number;
  /** Identifiers of public catalogues, e.g. MITRE ATLAS `AML.T0051`, OWASP `LLM01:2025`. */
  readonly standards: { readonly atlas: readonly string[]; readonly owasp: readonly string[] };
  inspect(subject: Subject, signal: AbortSignal): Promise<Omit<Inspection, 'ms'>> | Omit<Inspection, 'ms'>;
  /** Absent: the detector can only judge whole text. */
  stream?(part: Omit<Part, 'text'>): DetectorStream;
}

/** From the mildest to the strictest; `decide` takes the strictest that applies. */
export const decisions = ['allow', 'flag', 'redact', 'require-approval', 'block'] as const;
export type Decision = (typeof decisions)[number];

/** Replaces `[start, end)` of the text at `pointer`. */
export interface Edit {
  readonly pointer: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

export interface Verdict {
  readonly decision: Decision;
  /** One sentence for a person; names the rule and never the text. */
  readonly reason: string;
  readonly findings: readonly Finding[];
  readonly edits: readonly Edit[];
  /** Detectors that did not answer. */
  readonly unavailable: readonly string[];
  readonly timings: readonly { readonly detector: string; readonly ms: number }[];
}
