import { type ComponentType, lazy, Suspense } from 'react';
import { Link, Redirect } from 'wouter';
import { useMay } from '../../api/use-session.ts';
import { settingsSections } from '../../shell/destinations.ts';
import { EmptyState } from '../../ui/notice.tsx';
import { PageSkeleton } from '../../ui/page-skeleton.tsx';
import { NotFoundPage } from '../not-found-page.tsx';
import { ApprovalsPage } from './approvals/approvals-page.tsx';
import { CertificatesPage } from './certificates/certificates-page.tsx';
import { KeysPage } from './keys/keys-page.tsx';
import { LimitsPage } from './limits/limits-page.tsx';
import { PeoplePage } from './people/people-page.tsx';
import { RolesPage } from './roles/roles-page.tsx';
import { ServicesPage } from './services/services-page.tsx';
import { SessionsPage } from './sessions/sessions-page.tsx';

// An editor and what explains decisions: as much as the other sections together.
const PoliciesPage = lazy(() =>
  import('./policies/policies-page.tsx').then((page) => ({ default: page.PoliciesPage })),
);

/** The page of each section, by its path. */
const sectionPages: Readonly<Record<string, ComponentType>> = {
  people: PeoplePage,
  keys: KeysPage,
  services: ServicesPage,
  roles: RolesPage,
  limits: LimitsPage,
  policies: PoliciesPage,
  approvals: ApprovalsPage,
  certificates: CertificatesPage,
  sessions: SessionsPage,
};

/** Who may do what, and on which terms: one section at a time. */
export function SettingsPage({ section }: { section: string | undefined }) {
  const may = useMay();
  const shown = settingsSections.filter(({ needs }) => may(needs));
  const [first] = shown;
  if (first === undefined) {
    return (
      <EmptyState title="Nothing here is yours to see">
        <p className="text-muted">
          None of your roles reads these settings. An administrator can grant one under People.
        </p>
      </EmptyState>
    );
  }
  if (section === undefined) return <Redirect to={`/settings/${first.path}`} replace />;
  const Page = shown.some(({ path }) => path === section) ? sectionPages[section] : undefined;
  if (Page === undefined) return <NotFoundPage />;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <nav
        aria-label="Settings"
        className="flex h-11 shrink-0 items-stretch gap-1 overflow-x-auto border-b border-line px-2 md:px-4"
      >
        {shown.map(({ path, title }) => (
          <Link
            key={path}
            href={`/settings/${path}`}
            aria-current={path === section ? 'page' : undefined}
            className="flex items-center border-b-2 border-transparent px-2 text-muted hover:text-text focus-visible:-outline-offset-2 aria-[current]:border-accent aria-[current]:font-strong aria-[current]:text-text"
          >
            {title}
          </Link>
        ))}
      </nav>
      <div className="min-h-0 flex-1">
        <Suspense fallback={<PageSkeleton />}>
          <Page />
        </Suspense>
      </div>
    </div>
  );
}
