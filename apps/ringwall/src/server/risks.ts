import type { GatewayRoute } from '@ringwall/gateway';
import type { Config } from '../config/load.ts';

/** Something that was configured, or left out, and that weakens what Ringwall promises. */
export interface Risk {
  readonly id: string;
  readonly title: string;
  readonly advice: string;
}

/** Whether it comes from leaving something out, as every new installation does: no reason to warn at each start. */
export function isByDefault({ id }: Risk): boolean {
  return id === 'keys-unsealed' || id === 'no-witness';
}

/** What a person who reads the status should know was chosen. */
export function risksOf(server: {
  readonly config: Pick<Config, 'ledger' | 'outbound' | 'signIn'>;
  readonly routes: readonly GatewayRoute[];
  readonly keysSealedBy: string | undefined;
}): readonly Risk[] {
  const { config, routes, keysSealedBy } = server;
  const available = routes.filter((route) => !route.strict).map((route) => route.name);
  const risks: Risk[] = [];
  if (available.length > 0) {
    risks.push({
      id: 'routes-available',
      title: `Routes that answer without a record while the disk fails: ${available.join(', ')}`,
      advice: 'Set record: strict on them where an unrecorded answer is worse than none.',
    });
  }
  if (config.signIn.requireSecondFactor === false) {
    risks.push({
      id: 'second-factor-optional',
      title: 'Administrators may sign in with a password alone',
      advice: 'Leave signIn.requireSecondFactor out of the configuration.',
    });
  }
  const { exceptions } = config.outbound;
  if (exceptions.length > 0) {
    risks.push({
      id: 'transport-exceptions',
      title: `Hosts that are spoken to with less than TLS 1.3: ${exceptions.map(({ host }) => host).join(', ')}`,
      advice: 'Have them offer TLS 1.3, and take them out of outbound.exceptions.',
    });
  }
  if (config.ledger.minFreeBytes === 0) {
    risks.push({
      id: 'no-low-water-mark',
      title: 'Requests are taken until the disk is full',
      advice: 'Set ledger.minFreeBytes, so that what ends and administers them can still be recorded.',
    });
  }
  if (config.ledger.reserveBytes === 0) {
    risks.push({
      id: 'no-reserve',
      title: 'No room is held back for records on a full disk',
      advice: 'Set ledger.reserveBytes.',
    });
  }
  if (config.ledger.witnesses.length === 0) {
    risks.push({
      id: 'no-witness',
      title: 'Nobody else has seen the ledger: who has its key and its disk can rewrite it whole',
      advice: 'Run ringwall ledger witness elsewhere, and name it under ledger.witnesses.',
    });
  }
  if (keysSealedBy === undefined) {
    risks.push({
      id: 'keys-unsealed',
      title: 'The key files are not sealed at rest',
      advice: 'Set keys.passphraseFile or keys.provider in ringwall.config.yaml.',
    });
  }
  return risks;
}
