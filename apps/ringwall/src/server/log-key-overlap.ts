import type { Keyring, LogKeyRotation } from '@ringwall/ledger';
import type { Log } from './server.ts';

const lookEveryMs = 60_000;

/** Ends the time in which two keys sign the log once it is over, and completes a rotation that was cut off. */
export function endOverlaps(rotation: LogKeyRotation, log: Log): { close(): void } {
  const look = () =>
    rotation.finish().then(
      (key) => key && log('info', 'A key of the ledger signs no more and is destroyed', { key }),
      (error) => log('warn', 'A rotation of the key of the ledger waits', { reason: String(error) }),
    );
  const looks = setInterval(look, lookEveryMs);
  void look();
  return { close: () => clearInterval(looks) };
}

/** An overlap as the status tells it. */
export function describeOverlap({ verifierKey, untilMs }: NonNullable<Keyring['overlap']>) {
  return { verifierKey, until: new Date(untilMs).toISOString() };
}
