import type { Schema } from '../../api/operations.ts';

type RecordedEvent = Schema<'LedgerEntry'>['event'];

/** Every type of event there is, as the list offers it. */
export const eventTypes: readonly RecordedEvent['type'][] = [
  'llm.intent',
  'llm.outcome',
  'body.opened',
  'subject.erased',
  'subject.erasure-refused',
  'hold.placed',
  'hold.released',
  'retention.applied',
  'ledger.pruned',
  'erasures.supplied',
  'erasures.waived',
  'witness.refused',
  'key.created',
  'key.revoked',
  'key.rotated',
  'credential.noticed',
  'token.revoked',
  'project.created',
  'user.created',
  'user.changed',
  'service.created',
  'service.changed',
  'grant.created',
  'grant.revoked',
  'login.failed',
  'login.locked',
  'policy.changed',
  'limit.set',
  'limit.removed',
  'limit.reached',
  'approval.requested',
  'approval.decided',
  'approval.used',
  'ca.created',
  'certificate.issued',
  'certificate.revoked',
  'certificate.loaded',
  'transport-exceptions.changed',
  'kek.rotated',
  'ledger-key.rotated',
  'ledger-key.retired',
  'ledger.restored',
  'backup.created',
  'ledger.exported',
  'ledger.gap',
  'route.contained',
  'route.released',
  'traffic.exported',
  'record-policy.changed',
  'login-link.created',
  'session.created',
  'session.ended',
  'access.denied',
  'server.started',
  'server.stopped',
  'demo.declared',
];

/** The one line of an event that tells it from its neighbours. */
export function describeEvent(event: RecordedEvent): string {
  switch (event.type) {
    case 'llm.intent':
      return `${event.data.route} → ${event.data.provider}/${event.data.upstreamModel}${event.data.stream ? ', streamed' : ''}`;
    case 'llm.outcome': {
      const { status, prompt, completion, intent } = event.data;
      const verdict = completion === undefined || completion.decision === 'allow' ? prompt : completion;
      const [finding] = verdict?.findings ?? [];
      const why = finding === undefined ? verdict?.decision : `${finding.detector}/${finding.rule}`;
      return [status, why, `closes #${intent}`].filter(Boolean).join(', ');
    }
    case 'body.opened':
      return `${event.data.request}: ${event.data.reason}`;
    case 'subject.erased':
      return `${event.data.subject}, ${event.data.bodyKeys} body keys destroyed: ${event.data.reason}`;
    case 'subject.erasure-refused':
      return `${event.data.subject}, held by ${event.data.holds.join(', ')}`;
    case 'hold.placed':
    case 'hold.released':
      return `${event.data.hold}: ${event.data.reason}`;
    case 'retention.applied':
      return `${event.data.class} before ${event.data.before}: ${event.data.removed} removed, ${event.data.held} held`;
    case 'ledger.pruned':
      return `entries below ${event.data.minimumIndex}`;
    case 'witness.refused':
      return `${event.data.witness} has cosigned another log of ${event.data.witnessedSize} entries${event.data.divergesAt === undefined ? '' : `; the first tree that differs has ${event.data.divergesAt}`}`;
    case 'erasures.supplied':
      return `${event.data.subjects} erasures of ${event.data.origin}`;
    case 'erasures.waived':
      return event.data.reason;
    case 'key.created':
      return `${event.data.name} (${event.data.key})`;
    case 'key.revoked':
    case 'key.rotated':
      return event.data.key;
    case 'credential.noticed':
      return `${event.data.credential}: ${event.data.pattern}`;
    case 'token.revoked':
      return event.data.target;
    case 'project.created':
      return event.data.project;
    case 'user.created':
      return event.data.user;
    case 'user.changed':
      return `${event.data.user}: ${event.data.change}`;
    case 'service.created':
      return `${event.data.name} (${event.data.service})`;
    case 'service.changed':
      return `${event.data.service}: ${event.data.change}`;
    case 'grant.created':
      return `${event.data.role} in ${event.data.in} to ${event.data.to}`;
    case 'grant.revoked':
      return `${event.data.grant} of ${event.data.to}`;
    case 'login.failed':
      return `${event.data.method}: ${event.data.reason}`;
    case 'login.locked':
      return `${event.data.user} until ${event.data.until}`;
    case 'policy.changed':
      return `version ${event.data.version} with ${event.data.policies.length} policies`;
    case 'limit.set':
      return `${event.data.of}: ${event.data.metric} ${event.data.amount}${event.data.per === undefined ? '' : ` a ${event.data.per}`}`;
    case 'limit.removed':
      return event.data.of;
    case 'limit.reached':
      return `${event.data.of} on ${event.data.route}`;
    case 'approval.requested':
      return `${event.data.action} on ${event.data.resource}: ${event.data.reason}`;
    case 'approval.decided':
      return `${event.data.approval}: ${event.data.decision}`;
    case 'approval.used':
      return event.data.approval;
    case 'ca.created':
      return event.data.fingerprint;
    case 'certificate.issued':
      return `${event.data.names.join(', ')} (${event.data.serial})`;
    case 'certificate.revoked':
      return `${event.data.serial}: ${event.data.reason}`;
    case 'certificate.loaded':
      return `${event.data.listener} until ${event.data.notAfter}`;
    case 'transport-exceptions.changed':
      return event.data.exceptions.join(', ') || 'none';
    case 'kek.rotated':
      return `version ${event.data.version} wraps ${event.data.bodyKeys} body keys, replaces ${event.data.replaced.join(', ')}`;
    case 'ledger-key.rotated':
      return `${event.data.from} → ${event.data.to}, both until ${event.data.overlapUntil}`;
    case 'ledger-key.retired':
      return event.data.key;
    case 'ledger.restored':
      return `goes on as ${event.data.origin} after ${event.data.size} entries: ${event.data.reason}`;
    case 'backup.created':
      return `${event.data.backup}: ${event.data.size} entries, ${event.data.files} files`;
    case 'ledger.exported':
      return `${event.data.entries} of the entries ${event.data.from} to ${event.data.to - 1}`;
    case 'ledger.gap':
      return `${event.data.route}: ${event.data.requests} served without a record in time, ${event.data.lost} never recorded`;
    case 'route.contained':
      return `${event.data.route} until ${event.data.until}: ${event.data.reason}`;
    case 'route.released':
      return `${event.data.route}: ${event.data.reason ?? 'its time was up'}`;
    case 'traffic.exported':
      return `${event.data.rows} requests as ${event.data.format === 'csv' ? 'CSV' : 'JSON Lines'}`;
    case 'record-policy.changed':
      return `go on without a record: ${event.data.available.join(', ') || 'none'}`;
    case 'demo.declared':
      return `what follows is made up: ${event.data.hours} hours, seed ${event.data.seed}`;
    case 'session.created':
    case 'session.ended':
      return event.data.session;
    case 'login-link.created':
      return `valid until ${event.data.expiresAt}`;
    case 'access.denied':
      return `${event.data.action} on ${event.data.resource}: ${event.data.reason}`;
    case 'server.started':
      return `version ${event.data.version}, Node ${event.data.node}`;
    case 'server.stopped':
      return event.data.reason;
  }
}
