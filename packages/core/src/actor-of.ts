import type { Principal } from './access.ts';
import type { Actor } from './events.ts';

/** Who an event says has done it. */
export function actorOf({ kind, id, who }: Principal): Actor {
  return who.id === id ? { kind, id } : { kind, id, who: who.id };
}
