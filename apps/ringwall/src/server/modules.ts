import type { Module } from '@ringwall/core';
import { gatewayModule } from '@ringwall/gateway';
import { guardModule } from '@ringwall/guard';
import {
  approvalModule,
  authorityModule,
  grantModule,
  identityModule,
  keyModule,
  limitModule,
  policyModule,
  principalModule,
  projectModule,
  signInModule,
  tokenModule,
} from '@ringwall/identity';
import { forgettingModule, ledgerModule, logKeyModule, sliceModule, witnessModule } from '@ringwall/ledger';
import type { Services } from './services.ts';

/** What the server is made of. To add a package: one line. */
export const modules: readonly Module<Services>[] = [
  ledgerModule,
  logKeyModule,
  sliceModule,
  witnessModule,
  forgettingModule,
  identityModule,
  projectModule,
  principalModule,
  keyModule,
  signInModule,
  grantModule,
  policyModule,
  limitModule,
  tokenModule,
  authorityModule,
  approvalModule,
  guardModule,
  gatewayModule,
];
