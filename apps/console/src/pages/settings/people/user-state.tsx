import type { UserSummary } from 'ringwall';
import { Tag } from '../../../ui/tag.tsx';

/** Whether a person is let in. */
export function UserStateTag({ user }: { user: UserSummary }) {
  return user.disabledAt === undefined ? <Tag tone="accent">active</Tag> : <Tag>disabled</Tag>;
}
