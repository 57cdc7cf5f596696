import { Link } from 'wouter';
import { EmptyState } from '../ui/notice.tsx';

export function NotFoundPage() {
  return (
    <EmptyState title="There is no such page">
      <p className="text-muted">
        Perhaps the address is from a newer version.{' '}
        <Link href="/" className="text-accent underline underline-offset-2">
          Go to the overview
        </Link>
        .
      </p>
    </EmptyState>
  );
}
