import { newEvent, type RingwallEvent } from '@ringwall/core';

/** A small event, different for each `name`. */
export function event(name: string | number): RingwallEvent {
  return newEvent('server.stopped', {
    time: Date.UTC(2026, 0, 2),
    project: 'default',
    actor: { kind: 'server', id: 'server' },
    uid: `evt_${name}`,
    data: { reason: `test ${name}` },
  });
}
