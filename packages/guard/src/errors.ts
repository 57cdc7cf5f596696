import { type ErrorTable, RingwallError } from '@ringwall/core';

export type GuardErrorCode =
  | 'guard/profile-unknown'
  | 'guard/profile-invalid'
  | 'guard/pattern-invalid'
  | 'guard/stream-ended';

export const guardErrors: ErrorTable<GuardErrorCode> = {
  'guard/profile-unknown': {
    status: 500,
    exit: 2,
    title: 'No such guard profile',
    advice: 'Name one of the profiles the guard was started with.',
  },
  'guard/profile-invalid': {
    status: 500,
    exit: 2,
    title: 'Two guard profiles or detectors share an id',
    advice: 'Give every profile and every detector an id of its own.',
  },
  'guard/pattern-invalid': {
    status: 500,
    exit: 2,
    title: 'A detection pattern is not valid',
    advice: 'Correct the pattern at the named place.',
  },
  'guard/stream-ended': {
    status: 500,
    exit: 3,
    title: 'Text was pushed into a guard stream after its end',
    advice: 'Report this as a bug: the text was not released.',
  },
};

/** Faults of the guard's configuration or of its caller; what a text holds is a verdict, never an error. */
export class GuardError extends RingwallError<GuardErrorCode> {
  constructor(code: GuardErrorCode, detail: string, options?: { readonly cause?: unknown }) {
    super(guardErrors, code, detail, options);
  }
}
