import { trafficProjector } from '@ringwall/gateway';
import { forgettingProjector, type Projector } from '@ringwall/ledger';

/** Whatever keeps tables in step with the ledger, in the order in which they are told. */
export const projectors: readonly Projector[] = [trafficProjector, forgettingProjector];
