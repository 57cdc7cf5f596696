import { ChevronDown } from 'lucide-react';
import { useId } from 'react';
import type { ZoneChoice } from '../preferences/zoned-time.ts';

/** In which time zone times are written. */
export function ZoneSelect({ zone, onChange }: { zone: ZoneChoice; onChange: (zone: ZoneChoice) => void }) {
  const id = useId();
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = Intl.supportedValuesOf('timeZone');
  const regions = Map.groupBy(known, (name) => name.split('/')[0] ?? name);
  return (
    <div className="flex items-center justify-between gap-3">
      <label htmlFor={id} className="shrink-0 text-muted">
        Times in
      </label>
      <span className="relative flex min-w-0 items-center">
        <select
          id={id}
          value={zone}
          onChange={(event) => onChange(event.target.value)}
          className="h-7 w-full max-w-36 min-w-0 appearance-none truncate rounded-md border border-line-strong bg-bg pr-6 pl-2 text-text"
        >
          <option value="local">{`Here (${here})`}</option>
          <option value="utc">UTC</option>
          {/* Chosen under a name that this browser knows and does not list. */}
          {zone === 'local' || zone === 'utc' || known.includes(zone) ? null : (
            <option value={zone}>{zone}</option>
          )}
          {[...regions].map(([region, names]) => (
            <optgroup key={region} label={region}>
              {names.map((name) => (
                <option key={name} value={name}>
                  {name
                    .slice(name.indexOf('/') + 1)
                    .replaceAll('_', ' ')
                    .replaceAll('/', ', ')}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
        <ChevronDown
          size={12}
          aria-hidden="true"
          className="pointer-events-none absolute right-2 text-muted"
        />
      </span>
    </div>
  );
}
