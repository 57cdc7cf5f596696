import { createContext, type ReactNode, useContext } from 'react';
import type { Client } from './api/client.ts';
import type { Feed } from './api/feed.ts';
import type { ShortKeys } from './gateway/short-keys.ts';
import type { Auditor } from './proof/auditor.ts';

/** What every page of a signed-in console works with. */
export interface Services {
  readonly client: Client;
  readonly feed: Feed;
  readonly auditor: Auditor;
  readonly shortKeys: ShortKeys;
}

const ServicesContext = createContext<Services | undefined>(undefined);

export function ServicesProvider({ services, children }: { services: Services; children: ReactNode }) {
  return <ServicesContext value={services}>{children}</ServicesContext>;
}

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === undefined) throw new Error('This part of the console needs a signed-in session.');
  return services;
}
