import { SealingError } from '../../errors.ts';
import type { KeyUse } from '../key-provider-kind.ts';
import { type Fault, ServiceFault } from '../remote/service-client.ts';
import { type GoogleKey, type GoogleVersion, stateOf, useOf } from './key-listing.ts';

/**
 * For `catch`: where the service only says that a precondition or an argument is wrong, `look` asks it about the key
 * and throws what it finds; otherwise the error stays what it was.
 */
export function explain(look: (fault: Fault) => Promise<void>): (error: unknown) => Promise<never> {
  return async (error) => {
    if (error instanceof ServiceFault) {
      const { reason } = error.fault;
      if (reason === 'FAILED_PRECONDITION' || reason === 'INVALID_ARGUMENT') await look(error.fault);
    }
    throw error;
  };
}

/** @throws SealingError sealing/key-destroyed, sealing/key-disabled */
export function refuseUnlessEnabled(version: GoogleVersion): void {
  const state = stateOf(version);
  if (state === 'enabled') return;
  if (state === 'disabled') {
    throw new SealingError('sealing/key-disabled', 'Google Cloud KMS: the key version is not enabled.');
  }
  const words = state === 'destroyed' ? 'was destroyed' : 'is scheduled for destruction';
  throw new SealingError('sealing/key-destroyed', `Google Cloud KMS: the key version ${words}.`);
}

/** @throws SealingError sealing/key-unsupported */
export function refuseUnlessUse(key: GoogleKey, use: KeyUse): void {
  if (useOf(key) === use) return;
  const words = use === 'wrap' ? 'wrapping' : 'signing';
  throw new SealingError('sealing/key-unsupported', `Google Cloud KMS: the key is not one for ${words}.`);
}
