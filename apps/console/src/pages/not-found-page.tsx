import { Link } from 'wouter';
import { PageHeader } from '../ui/page-header.tsx';

export function NotFoundPage() {
  return (
    <div className="px-4 md:px-6">
      <PageHeader title="There is no such page" />
      <p className="text-muted">
        Perhaps the address is from a newer version.{' '}
        <Link href="/" className="text-accent underline underline-offset-2">
          Go to the overview
        </Link>
        .
      </p>
    </div>
  );
}
