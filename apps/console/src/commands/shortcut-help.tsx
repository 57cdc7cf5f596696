import { usePreferences } from '../preferences/preferences-provider.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { CheckField } from '../ui/field.tsx';
import { commandGroups, useCommandList } from './commands.tsx';
import { Keys } from './keys.tsx';

/** Which keys do what on this page. */
export function ShortcutHelp({ close }: { close: () => void }) {
  const [{ keys }, set] = usePreferences();
  const commands = useCommandList().filter((command) => command.keys !== undefined);
  return (
    <Dialog title="Keyboard shortcuts" close={close} wide>
      <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
        {commandGroups.map((group) => {
          const members = commands.filter((command) => command.group === group);
          if (members.length === 0) return null;
          return (
            <section key={group} aria-label={group}>
              <h3 className="mb-1 text-sm text-muted">{group}</h3>
              <ul className="divide-y divide-line">
                {members.map((command) => (
                  <li key={command.title} className="flex h-8 items-center justify-between gap-4">
                    <span className="truncate">{command.title}</span>
                    <Keys of={command.keys ?? ''} />
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
      </div>
      <div className="mt-5 border-t border-line pt-4">
        <CheckField
          label="Single keys do something"
          hint="Turn them off if you speak to your computer. Those with Control or Command stay."
          checked={keys === 'on'}
          onChange={(on) => set({ keys: on ? 'on' : 'off' })}
        />
      </div>
    </Dialog>
  );
}
