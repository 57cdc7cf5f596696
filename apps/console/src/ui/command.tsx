import { CopyButton } from './copy-button.tsx';
import { ScrollArea } from './scroll-area.tsx';

/** A command to run, ready to be copied. */
export function Command({ text, label }: { text: string; label: string }) {
  return (
    <div className="flex items-start gap-2 rounded-lg border border-line bg-bg py-2 pr-2 pl-3">
      <ScrollArea label={label} className="min-w-0 flex-1">
        <pre className="font-mono text-sm leading-5 text-text">
          <code>{text}</code>
        </pre>
      </ScrollArea>
      <CopyButton text={text} label={label} />
    </div>
  );
}
