import { CoreError, type CoreErrorCode, coreErrors } from '../../errors.ts';
import { DescriptorError, type DescriptorSide } from './descriptor-error.ts';

/** An error on its way from one thread to another, which would lose its class. */
export type ThreadFailure =
  | { readonly kind: 'core'; readonly code: CoreErrorCode; readonly detail: string }
  | { readonly kind: 'descriptor'; readonly side: DescriptorSide; readonly failure: string }
  | { readonly kind: 'other'; readonly detail: string };

export function threadFailure(error: unknown): ThreadFailure {
  if (error instanceof DescriptorError) {
    return { kind: 'descriptor', side: error.side, failure: error.failure };
  }
  if (error instanceof CoreError && isCore(error.code)) {
    return { kind: 'core', code: error.code, detail: error.message };
  }
  return { kind: 'other', detail: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** The error again, of its own class where it is one of ours. */
export function errorOfThread(failure: ThreadFailure): Error {
  switch (failure.kind) {
    case 'core':
      return new CoreError(failure.code, failure.detail);
    case 'descriptor':
      return new DescriptorError(failure.side, failure.failure);
    case 'other':
      return new Error(`A sealing thread failed: ${failure.detail}`);
  }
}

function isCore(code: string): code is CoreErrorCode {
  return Object.hasOwn(coreErrors, code);
}
