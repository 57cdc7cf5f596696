import type { Schema } from '../../../api/operations.ts';
import { ScrollArea } from '../../../ui/scroll-area.tsx';
import { Tag } from '../../../ui/tag.tsx';

/** A policy in one line, its text folded below. */
export function PolicyItem({
  policy: { id, effect, reason, text },
}: {
  policy: Schema<'Explanation'>['policies'][number];
}) {
  return (
    <details>
      <summary className="flex items-center gap-2 px-4 py-2 hover:bg-raised focus-visible:-outline-offset-2">
        <Tag tone={effect === 'permit' ? 'accent' : 'block'}>{effect}</Tag>
        <span className="max-w-full shrink-0 truncate font-mono text-sm">{id}</span>
        <span className="min-w-0 truncate text-sm text-muted">{reason}</span>
      </summary>
      <ScrollArea label={`Text of ${id}`} className="border-t border-line bg-bg px-4 py-3">
        <pre className="font-mono text-sm leading-5 text-muted">{text.trim()}</pre>
      </ScrollArea>
    </details>
  );
}
