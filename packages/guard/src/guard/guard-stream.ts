import type { Clock, Detector, DetectorStream, Finding, Inspection, Part, Verdict } from '@ringwall/core';
import { decide, isStricter } from '../decide/decide.ts';
import { GuardError } from '../errors.ts';
import type { Profile } from '../profiles/profile.ts';
import { absent } from './run-detector.ts';

export interface GuardProgress {
  /** UTF-16 units from the start of the channel that may be released, once the edits within are made. */
  readonly settled: number;
  /** Of what this call completed. Edits of all calls together are in order and never overlap. */
  readonly verdict: Verdict;
}

/** Judges one channel delta by delta. After a decision stricter than redact nothing more settles. */
export interface GuardStream {
  /** @throws GuardError guard/stream-ended after `end` */
  push(delta: string): GuardProgress;
  /** @throws GuardError guard/stream-ended when called twice */
  end(): GuardProgress;
}

interface Source {
  readonly id: string;
  readonly stream: DetectorStream;
  settled: number;
  ms: number;
}

export function createGuardStream(options: {
  readonly detectors: readonly Detector[];
  readonly profile: Profile;
  readonly part: Omit<Part, 'text'>;
  readonly clock: Clock;
}): GuardStream {
  return new CombinedStream(options);
}

class CombinedStream implements GuardStream {
  readonly #profile: Profile;
  readonly #clock: Clock;
  #sources: Source[] = [];
  readonly #unavailable: string[] = [];
  #length = 0;
  #settled = 0;
  #ended = false;
  /** The verdict that stopped the stream. */
  #stop: Verdict | undefined;
  /** Findings to redact whose surroundings are not settled yet: more may overlap them. */
  #held: Finding[] = [];

  constructor(options: Parameters<typeof createGuardStream>[0]) {
    this.#profile = options.profile;
    this.#clock = options.clock;
    for (const detector of options.detectors) {
      if (!detector.stages.includes('completion') || detector.stream === undefined) continue;
      try {
        this.#sources.push({ id: detector.id, stream: detector.stream(options.part), settled: 0, ms: 0 });
      } catch {
        this.#unavailable.push(detector.id);
      }
    }
  }

  push(delta: string): GuardProgress {
    this.#assertOpen();
    this.#length += delta.length;
    return this.#advance((stream) => stream.push(delta));
  }

  end(): GuardProgress {
    this.#assertOpen();
    this.#ended = true;
    return this.#advance((stream) => stream.end());
  }

  #assertOpen(): void {
    if (this.#ended) throw new GuardError('guard/stream-ended', 'The channel was ended before.');
  }

  #advance(feed: (stream: DetectorStream) => ReturnType<DetectorStream['end']>): GuardProgress {
    if (this.#stop !== undefined) {
      const timings = this.#timings();
      return { settled: this.#settled, verdict: { ...this.#stop, findings: [], edits: [], timings } };
    }
    const findings = this.#feed(feed);
    const now: Finding[] = [];
    for (const finding of findings) {
      if (decide([inspectionOf([finding])], this.#profile, { stage: 'completion' }).decision === 'redact') {
        this.#held.push(finding);
      } else {
        now.push(finding);
      }
    }
    const base = this.#sources.reduce((least, source) => Math.min(least, source.settled), this.#length);
    now.push(...this.#release(base));
    const verdict = this.#decide(now);
    if (isStricter(verdict.decision, 'redact')) {
      this.#stop = verdict;
      return { settled: this.#settled, verdict };
    }
    const heldFrom = this.#held.reduce((least, finding) => Math.min(least, startOf(finding)), base);
    this.#settled = Math.max(this.#settled, heldFrom);
    return { settled: this.#settled, verdict };
  }

  #feed(feed: (stream: DetectorStream) => ReturnType<DetectorStream['end']>): Finding[] {
    const findings: Finding[] = [];
    for (const source of [...this.#sources]) {
      const started = this.#clock.now();
      try {
        const progress = feed(source.stream);
        source.settled = progress.settled;
        findings.push(...progress.findings);
      } catch {
        this.#unavailable.push(source.id);
        this.#sources = this.#sources.filter((other) => other !== source);
      }
      source.ms += this.#clock.now() - started;
    }
    return findings;
  }

  /** Held findings that nothing to come can overlap any more. */
  #release(base: number): Finding[] {
    let limit = base;
    let released = this.#held.filter((finding) => endOf(finding) <= limit);
    // A finding that is not over keeps back those it overlaps, and they those they overlap.
    while (released.length < this.#held.length) {
      const kept = this.#held.filter((finding) => endOf(finding) > limit);
      const keptFrom = kept.reduce((least, finding) => Math.min(least, startOf(finding)), limit);
      if (keptFrom >= limit) break;
      limit = keptFrom;
      released = released.filter((finding) => endOf(finding) <= limit);
    }
    this.#held = this.#held.filter((finding) => endOf(finding) > limit);
    return released;
  }

  #decide(findings: readonly Finding[]): Verdict {
    const verdict = decide(
      [inspectionOf(findings), ...this.#unavailable.map((id) => absent(id, 0))],
      this.#profile,
      { stage: 'completion' },
    );
    return { ...verdict, timings: this.#timings() };
  }

  /** Of the whole channel, told once at its end. */
  #timings(): Verdict['timings'] {
    return this.#ended ? this.#sources.map(({ id, ms }) => ({ detector: id, ms })) : [];
  }
}

function inspectionOf(findings: readonly Finding[]): Inspection {
  return { detector: 'stream', status: 'ok', scores: {}, findings, ms: 0 };
}

function startOf(finding: Finding): number {
  return finding.spans.reduce((least, span) => Math.min(least, span.start), Number.POSITIVE_INFINITY);
}

function endOf(finding: Finding): number {
  return finding.spans.reduce((most, span) => Math.max(most, span.end), 0);
}
