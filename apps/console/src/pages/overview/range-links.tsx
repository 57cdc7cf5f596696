import { X } from 'lucide-react';
import { useTimes } from '../../preferences/preferences-provider.tsx';
import { WindowLinks } from '../../ui/window-links.tsx';
import type { UrlPatch } from '../../url-state.ts';
import type { TimeRange } from './time-range.ts';

/** The windows that are offered, and the exact times where the address names some. */
export function RangeLinks({ range, patch }: { range: TimeRange; patch: (change: UrlPatch) => void }) {
  const { minute } = useTimes();
  const { from, to } = range.query;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {from === undefined ? null : (
        <button
          type="button"
          onClick={() => patch({ from: undefined, to: undefined })}
          className="flex h-7 items-center gap-1.5 rounded-md border border-accent/60 bg-accent/8 px-2"
        >
          {to === undefined
            ? `since ${minute(new Date(from))}`
            : `${minute(new Date(from))} – ${minute(new Date(to))}`}
          <X size={12} aria-hidden="true" />
          <span className="sr-only">Remove the time range</span>
        </button>
      )}
      <WindowLinks path="/" current={range.window} />
    </div>
  );
}
