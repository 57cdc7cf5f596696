import type { Module } from '@ringwall/core';
import { shippedDetectors } from './detectors.ts';
import { guardErrors } from './errors.ts';

/** What the guard adds to the server. */
export const guardModule: Module = { name: 'guard', detectors: shippedDetectors, errors: guardErrors };
