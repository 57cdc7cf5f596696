import type { Schema } from '../../../api/operations.ts';
import { Tag } from '../../../ui/tag.tsx';

/** Whether a person is let in. */
export function UserStateTag({ user }: { user: Schema<'PersonSummary'> }) {
  if (user.disabledAt !== undefined) return <Tag>disabled</Tag>;
  if (user.lockedUntil !== undefined) return <Tag tone="flag">has to wait</Tag>;
  return <Tag tone="accent">active</Tag>;
}
