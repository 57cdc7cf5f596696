import { Activity, LayoutDashboard, Link2, type LucideIcon } from 'lucide-react';
import type { AdminAction } from '../api/use-session.ts';

/** A page of its own. */
interface Destination {
  readonly path: string;
  readonly title: string;
  readonly icon: LucideIcon;
  readonly keys: string;
}

/** The pages of the navigation, in its order. */
export const pages: readonly Destination[] = [
  { path: '/', title: 'Overview', icon: LayoutDashboard, keys: 'g o' },
  { path: '/traffic', title: 'Traffic', icon: Activity, keys: 'g t' },
  { path: '/ledger', title: 'Ledger', icon: Link2, keys: 'g l' },
];

/** One section of the settings. */
export interface SettingsSection {
  /** Below `/settings/`. */
  readonly path: string;
  readonly title: string;
  /** Without it the section is not shown. */
  readonly needs: AdminAction;
  /** Other words for it. */
  readonly words: string;
  /** What is made there: who may, and how the button is called. */
  readonly adds?: { readonly needs: AdminAction; readonly title: string };
}

/** The sections of the settings, in their order. */
export const settingsSections: readonly SettingsSection[] = [
  {
    ...{ path: 'people', title: 'People', needs: 'user.list', words: 'users accounts invite' },
    adds: { needs: 'user.create', title: 'Add a person' },
  },
  {
    ...{ path: 'keys', title: 'Keys', needs: 'key.list', words: 'api secrets tokens' },
    adds: { needs: 'key.create', title: 'New key' },
  },
  {
    ...{ path: 'services', title: 'Services', needs: 'service.list', words: 'agents spiffe' },
    adds: { needs: 'service.create', title: 'Add a service' },
  },
  { path: 'roles', title: 'Roles', needs: 'grant.list', words: 'grants permissions' },
  {
    ...{ path: 'limits', title: 'Limits', needs: 'limit.read', words: 'quota budget rate cost' },
    adds: { needs: 'limit.set', title: 'Set a limit' },
  },
  { path: 'policies', title: 'Policies', needs: 'policy.read', words: 'cedar rules why' },
  { path: 'approvals', title: 'Approvals', needs: 'approval.list', words: 'two persons' },
  { path: 'certificates', title: 'Certificates', needs: 'certificate.list', words: 'tls authority ca' },
  { path: 'sessions', title: 'Sessions', needs: 'session.list', words: 'sign out devices' },
];
