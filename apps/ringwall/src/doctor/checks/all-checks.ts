import type { Check } from '../patient.ts';
import { certificatesCheck } from './certificates.ts';
import { clockCheck } from './clock.ts';
import { configurationCheck } from './configuration.ts';
import { databaseCheck } from './database.ts';
import { diskCheck } from './disk.ts';
import { ledgerCheck } from './ledger.ts';
import { leftoversCheck } from './leftovers.ts';
import { memoryCheck } from './memory.ts';
import { nodeCheck } from './node.ts';
import { permissionsCheck } from './permissions.ts';
import { portsCheck } from './ports.ts';
import { serverCheck } from './server.ts';
import { upstreamsCheck } from './upstreams.ts';
import { witnessesCheck } from './witnesses.ts';

/** What `ringwall doctor` looks at, in its order: what others rest on comes first. */
export const allChecks: readonly Check[] = [
  ...[nodeCheck, memoryCheck, diskCheck, clockCheck],
  ...[configurationCheck, permissionsCheck, portsCheck, certificatesCheck],
  ...[serverCheck, ledgerCheck, databaseCheck, leftoversCheck],
  ...[upstreamsCheck, witnessesCheck],
];
