import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';

/** Copies `text`; `label` names what is copied, for those who do not see what it stands next to. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), 2_000);
    return () => clearTimeout(timer);
  }, [state]);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setState('copied');
    } catch {
      // Browsers give the clipboard to secure origins only.
      setState('failed');
    }
  }

  const Icon = state === 'copied' ? Check : Copy;
  return (
    <button
      type="button"
      onClick={copy}
      title={`Copy ${label}`}
      className="inline-flex shrink-0 items-center gap-1 rounded-md px-1.5 py-0.5 text-sm text-muted hover:bg-raised hover:text-text"
    >
      <Icon size={14} aria-hidden="true" className={state === 'copied' ? 'text-accent' : ''} />
      <span aria-live="polite">
        {state === 'copied' ? 'Copied' : state === 'failed' ? 'Copy by hand' : 'Copy'}
        <span className="sr-only"> {label}</span>
      </span>
    </button>
  );
}
