import {
  type Clock,
  type Detector,
  type Part,
  type Subject,
  systemClock,
  type Verdict,
} from '@ringwall/core';
import { decide } from '../decide/decide.ts';
import { GuardError } from '../errors.ts';
import type { Profile } from '../profiles/profile.ts';
import { createGuardStream, type GuardStream } from './guard-stream.ts';
import { absent, runDetector } from './run-detector.ts';

/** UTF-16 units of all parts of one subject that are inspected; a larger subject gets no answer from anyone. */
export const maxSubjectUnits = 1 << 20;

export interface InspectOptions {
  /** Wall time for all detectors together; each also has its own budget. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

/** Asks the detectors and decides by a profile. */
export interface Guard {
  readonly profiles: readonly Profile[];
  /**
   * Judges whole text: all detectors of its stage side by side. Resolves to a verdict whatever they do.
   * @throws GuardError guard/profile-unknown
   */
  inspect(subject: Subject, profile: string, options?: InspectOptions): Promise<Verdict>;
  /**
   * Judges one channel of a completion as it comes.
   * @throws GuardError guard/profile-unknown
   */
  openStream(profile: string, part: Omit<Part, 'text'>): GuardStream;
}

export interface GuardOptions {
  readonly detectors: readonly Detector[];
  readonly profiles: readonly Profile[];
  readonly clock?: Clock;
}

/** @throws GuardError guard/profile-invalid when two profiles or two detectors share an id. */
export function createGuard(options: GuardOptions): Guard {
  const { detectors, profiles, clock = systemClock } = options;
  assertDistinct(profiles.map((profile) => profile.id));
  assertDistinct(detectors.map((detector) => detector.id));
  const byId = new Map(profiles.map((profile) => [profile.id, profile]));

  function profileOf(id: string): Profile {
    const profile = byId.get(id);
    if (profile === undefined) throw new GuardError('guard/profile-unknown', `No profile is called "${id}".`);
    return profile;
  }

  return {
    profiles,
    async inspect(subject, profileId, { deadlineMs = Number.POSITIVE_INFINITY, signal } = {}) {
      const profile = profileOf(profileId);
      const asked = detectors.filter((detector) => detector.stages.includes(subject.stage));
      if (unitsOf(subject) > maxSubjectUnits) {
        const unanswered = asked.map((detector) => absent(detector.id, 0));
        const verdict = decide(unanswered, profile, { stage: subject.stage });
        return {
          ...verdict,
          reason: `The text is over ${maxSubjectUnits} characters and was not inspected.`,
        };
      }
      const inspections = await Promise.all(
        asked.map((detector) => {
          const budgetMs = Math.min(detector.budgetMs, deadlineMs);
          return runDetector(detector, subject, { budgetMs, clock, signal });
        }),
      );
      return decide(inspections, profile, { stage: subject.stage });
    },
    openStream(profileId, part) {
      return createGuardStream({ detectors, profile: profileOf(profileId), part, clock });
    },
  };
}

function unitsOf(subject: Subject): number {
  return subject.parts.reduce((sum, part) => sum + part.text.length, 0);
}

function assertDistinct(ids: readonly string[]): void {
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw new GuardError('guard/profile-invalid', `The id "${twice}" is used twice.`);
}
