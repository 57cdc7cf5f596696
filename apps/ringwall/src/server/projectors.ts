import { trafficProjector } from '@ringwall/gateway';
import { revokeBoundKeys } from '@ringwall/identity';
import { forgettingProjector, type Projector } from '@ringwall/ledger';

/** Revokes the keys that were bound to persons who were erased, in a database that was put back too. */
const boundKeysProjector: Projector = {
  name: 'bound-keys',
  async apply(trx, entries) {
    for (const { event } of entries) {
      if (event.type === 'subject.erased' && event.data.keys !== undefined)
        await revokeBoundKeys(trx, event.data.keys, Date.parse(event.time));
    }
  },
};

/** Whatever keeps tables in step with the ledger, in the order in which they are told. */
export const projectors: readonly Projector[] = [trafficProjector, boundKeysProjector, forgettingProjector];
