import type { Module } from '@ringwall/core';
import type { Identity } from '../identity.ts';
import { policyMigrations } from './tables.ts';

/** What policies add to the server: the table of own ones. */
export const policyModule: Module<{ identity: Identity }> = {
  name: 'policies',
  migrations: policyMigrations,
};
