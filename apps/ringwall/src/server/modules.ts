import { coreErrors, type ErrorTable, type Module } from '@ringwall/core';
import { gatewayModule } from '@ringwall/gateway';
import { guardModule } from '@ringwall/guard';
import { identityModule } from '@ringwall/identity';
import { ledgerModule } from '@ringwall/ledger';
import { storeErrors } from '@ringwall/store';
import { appErrors } from '../errors.ts';
import type { Services } from './services.ts';

/** What the server is made of. To add a package: one line. */
export const modules: readonly Module<Services>[] = [
  ledgerModule,
  identityModule,
  guardModule,
  gatewayModule,
];

/** Every error there is. */
export const errorTables: readonly ErrorTable<string>[] = [
  coreErrors,
  storeErrors,
  ...modules.flatMap((module) => (module.errors ? [module.errors] : [])),
  appErrors,
];
