import {
  type Decision,
  type Detector,
  decisions,
  type Finding,
  type Projects,
  type Shown,
  type Threat,
  threats,
} from '@ringwall/core';
import { decide, type Profile } from '@ringwall/guard';
import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import type { GatewayRoute } from '../routing.ts';
import { ruleAmong } from '../traffic/rule-among.ts';
import type { TrafficTables } from '../traffic/tables.ts';
import { named } from './overview.ts';

const count = z.int().nonnegative();

const threatPosture = z
  .object({
    threat: z.enum(threats),
    detectors: z.array(z.string()).describe('Those that look for it. None: nothing stands against it yet.'),
    routes: z
      .array(
        z.object({
          route: z.string(),
          profile: z.string(),
          decision: z
            .enum(decisions)
            .describe(
              'What is done at most about what is plainly an attack; `allow` and `flag` stop nothing.',
            ),
        }),
      )
      .describe('Every route that is shown to the caller.'),
    testedAt: z.iso.datetime().exactOptional().describe('When a test last tried it; absent: never.'),
    blocked: count.describe('Requests of the window with findings of it that were blocked.'),
    redacted: count.describe('Those of which something was taken out.'),
    open: count.describe('Those that were flagged and let through: for somebody to look at.'),
  })
  .meta({ id: 'ThreatPosture' });

/** What stands against each threat, on which routes, and what came of it in a time window. */
export const postureReply = z
  .object({ from: z.iso.datetime(), to: z.iso.datetime(), threats: z.array(threatPosture) })
  .meta({ id: 'Posture' });
export type Posture = Shown<typeof postureReply>;

/** Requests with findings of a threat, by what was done about them. */
type SeenThreat = Pick<Posture['threats'][number], 'blocked' | 'redacted' | 'open'>;

/** What a profile does at most about a finding of this detector that could not be plainer. */
function strictestDecision(detector: Detector, profile: Profile): Decision {
  const finding: Finding = {
    ...{ detector: detector.id, rule: 'any', threat: detector.threat },
    ...{ severity: 'critical', confidence: 1, reason: '', spans: [] },
  };
  const inspection = { detector: detector.id, status: 'ok', scores: {}, findings: [finding], ms: 0 } as const;
  const given = detector.stages.map((stage) => decide([inspection], profile, { stage }).decision);
  return decisions.findLast((decision) => given.includes(decision)) ?? 'allow';
}

/** The posture of these routes, with what requests of the window showed. */
export function postureOf(
  {
    routes,
    detectors,
    profiles,
  }: {
    readonly routes: readonly GatewayRoute[];
    readonly detectors: readonly Detector[];
    readonly profiles: readonly Profile[];
  },
  seen: ReadonlyMap<Threat, SeenThreat>,
): Posture['threats'] {
  return threats.map((threat) => {
    const against = detectors.filter((detector) => detector.threat === threat);
    const decisionOn = ({ profile: id }: GatewayRoute): Decision => {
      const profile = profiles.find((candidate) => candidate.id === id);
      const given = profile ? against.map((detector) => strictestDecision(detector, profile)) : [];
      return decisions.findLast((decision) => given.includes(decision)) ?? 'allow';
    };
    return {
      threat,
      detectors: against.map(({ id }) => id),
      routes: routes.map((route) => ({
        ...{ route: route.name, profile: route.profile },
        decision: decisionOn(route),
      })),
      ...(seen.get(threat) ?? { blocked: 0, redacted: 0, open: 0 }),
    };
  });
}

/** Requests with findings of each threat, by what was done about them. */
export async function seenThreats(
  db: Kysely<TrafficTables>,
  detectors: readonly Detector[],
  { fromMs, toMs, projects }: { readonly fromMs: number; readonly toMs: number; readonly projects: Projects },
): Promise<ReadonlyMap<Threat, SeenThreat>> {
  const known = threats.filter((threat) => detectors.some((detector) => detector.threat === threat));
  const found = await Promise.all(
    known.map(async (threat) => {
      const against = detectors.filter((detector) => detector.threat === threat);
      const decided = (decision: Decision) =>
        sql<number>`coalesce(sum(case when decision = ${decision} then 1 else 0 end), 0)`;
      const row = await db
        .selectFrom('requests')
        .where('intent', 'in', (rules) =>
          rules
            .selectFrom('request_rules')
            .select('intent')
            .where('time', '>=', fromMs)
            .where('time', '<', toMs)
            .where(ruleAmong(against.map(({ id }) => `${id}/`))),
        )
        .$if(projects !== 'all', (query) => query.where('project', 'in', named(projects)))
        .select([
          decided('block').as('blocked'),
          decided('redact').as('redacted'),
          decided('flag').as('open'),
        ])
        .executeTakeFirstOrThrow();
      return [threat, row] as const;
    }),
  );
  return new Map(found);
}
