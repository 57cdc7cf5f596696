/** The threats of the mission; every detector, attack and control names the one it is about. */
export const threats = [
  'prompt-injection',
  'sensitive-disclosure',
  'adversarial-example',
  'data-poisoning',
  'model-extraction',
  'model-inversion',
  'supply-chain',
] as const;
export type Threat = (typeof threats)[number];

/** Ordered from least to most severe. */
export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** Where a finding is: UTF-16 offsets `[start, end)` into the original text at an RFC 6901 pointer of the body. */
export interface Span {
  readonly pointer: string;
  readonly start: number;
  readonly end: number;
}

/** What a detector saw. It carries places and never the matched text, so it may be recorded as it is. */
export interface Finding {
  /** Detector id, e.g. `injection-rules`. */
  readonly detector: string;
  /** The rule of that detector, e.g. `ignore-previous-instructions`. */
  readonly rule: string;
  readonly threat: Threat;
  readonly severity: Severity;
  /** 0 to 1. */
  readonly confidence: number;
  /** One sentence for a person. */
  readonly reason: string;
  readonly spans: readonly Span[];
}
