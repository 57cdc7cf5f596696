import type { EventType, RetentionClass } from '@ringwall/core';

type RecordClass = Exclude<RetentionClass, 'bodies'>;

/** How long an event is kept follows from what it is about. */
const classOf: Readonly<Record<EventType, RecordClass | 'for ever'>> = {
  'llm.intent': 'traffic',
  'llm.outcome': 'traffic',
  'ledger.gap': 'traffic',
  'access.denied': 'access',
  'body.opened': 'access',
  'traffic.exported': 'access',
  'ledger.exported': 'access',
  'login-link.created': 'access',
  'session.created': 'access',
  'session.ended': 'access',
  'server.started': 'administration',
  'server.stopped': 'administration',
  // It stands first in its log: without it the log would say of made-up traffic that it happened.
  'demo.declared': 'for ever',
  'key.created': 'administration',
  'key.revoked': 'administration',
  'key.rotated': 'administration',
  'credential.noticed': 'access',
  'token.revoked': 'administration',
  'project.created': 'administration',
  'user.created': 'administration',
  'user.changed': 'administration',
  'service.created': 'administration',
  'service.changed': 'administration',
  'grant.created': 'administration',
  'grant.revoked': 'administration',
  'login.failed': 'access',
  'login.locked': 'access',
  'policy.changed': 'administration',
  'limit.set': 'administration',
  'limit.removed': 'administration',
  'limit.reached': 'access',
  'approval.requested': 'administration',
  'approval.decided': 'administration',
  'approval.used': 'administration',
  'ca.created': 'administration',
  'certificate.issued': 'administration',
  'certificate.revoked': 'administration',
  'certificate.loaded': 'administration',
  'transport-exceptions.changed': 'administration',
  'kek.rotated': 'administration',
  'ledger-key.rotated': 'administration',
  'ledger-key.retired': 'administration',
  'ledger.restored': 'administration',
  'ledger.pruned': 'administration',
  'backup.created': 'administration',
  'witness.refused': 'administration',
  'record-policy.changed': 'administration',
  'route.contained': 'administration',
  'route.released': 'administration',
  'subject.erased': 'administration',
  'subject.erasure-refused': 'administration',
  'hold.placed': 'administration',
  'hold.released': 'administration',
  'retention.applied': 'administration',
  'erasures.supplied': 'administration',
  'erasures.waived': 'administration',
};

/** The types of events in a class. */
export function typesOf(wanted: RecordClass): readonly string[] {
  return Object.entries(classOf).flatMap(([type, each]) => (each === wanted ? [type] : []));
}
