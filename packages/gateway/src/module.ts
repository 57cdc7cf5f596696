import type { Clock, Module } from '@ringwall/core';
import type { Identity } from '@ringwall/identity';
import type { Bodies, Ledger, Projection } from '@ringwall/ledger';
import type { Store } from '@ringwall/store';
import { containmentMigrations } from './containment/tables.ts';
import { gatewayErrors } from './errors.ts';
import { usageRoute } from './metering/usage-route.ts';
import { trafficErrors } from './traffic/errors.ts';
import { trafficRoutes } from './traffic/routes.ts';
import { trafficMigrations } from './traffic/tables.ts';

interface Services {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly projection: Projection;
  readonly identity: Identity;
  readonly bodies: Bodies;
  readonly clock: Clock;
}

/** Traffic as the console and the command line see it. */
export const gatewayModule: Module<Services> = {
  name: 'gateway',
  migrations: [...trafficMigrations, ...containmentMigrations],
  errors: { ...gatewayErrors, ...trafficErrors },
  routes(services) {
    return [usageRoute(services), ...trafficRoutes(services)];
  },
};
