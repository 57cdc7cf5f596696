import type { LucideIcon } from 'lucide-react';
import { Tooltip } from './tooltip.tsx';

/** A button that is a picture; its name is said to whoever does not see it and shown to whoever asks. */
export function IconButton({
  icon: Icon,
  label,
  keys,
  onClick,
  disabled = false,
}: {
  icon: LucideIcon;
  label: string;
  /** The keys that do the same. */
  keys?: string;
  onClick: () => void;
  disabled?: boolean;
}) {
  return (
    <Tooltip text={label} {...(keys !== undefined && { keys })}>
      <button
        type="button"
        onClick={onClick}
        disabled={disabled}
        className="grid size-7 shrink-0 place-items-center rounded-md text-muted hover:bg-raised hover:text-text disabled:opacity-50"
      >
        <Icon size={16} aria-hidden="true" />
        <span className="sr-only">{label}</span>
      </button>
    </Tooltip>
  );
}
