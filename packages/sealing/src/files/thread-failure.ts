import { CoreError, type CoreErrorCode, coreErrors } from '@ringwall/core';
import { SealingError, type SealingErrorCode, sealingErrors } from '../errors.ts';

/** An error on its way from one thread to another, which would lose its class. */
export interface ThreadFailure {
  readonly code?: string;
  readonly detail: string;
}

export function threadFailure(error: unknown): ThreadFailure {
  if (error instanceof CoreError || error instanceof SealingError) {
    return { code: error.code, detail: error.message };
  }
  return { detail: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** The error again, of its own class where it is one of ours. */
export function errorOfThread({ code = '', detail }: ThreadFailure): Error {
  if (isCore(code)) return new CoreError(code, detail);
  if (isSealing(code)) return new SealingError(code, detail);
  return new Error(`A sealing thread failed: ${detail}`);
}

function isCore(code: string): code is CoreErrorCode {
  return Object.hasOwn(coreErrors, code);
}

function isSealing(code: string): code is SealingErrorCode {
  return Object.hasOwn(sealingErrors, code);
}
