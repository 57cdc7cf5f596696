import { useLocation } from 'wouter';
import { useMay } from '../api/use-session.ts';
import { type Command, useCommands } from '../commands/commands.tsx';
import { themeChoices } from '../preferences/preferences.ts';
import { usePreferences } from '../preferences/preferences-provider.tsx';
import { href } from '../url-state.ts';
import { pages, settingsSections } from './destinations.ts';

/** Offers what every page can do. */
export function ShellCommands({ openPalette, openHelp }: { openPalette: () => void; openHelp: () => void }) {
  const [, navigate] = useLocation();
  const may = useMay();
  const [, prefer] = usePreferences();
  const go = (path: string) => () => navigate(path);
  const sections = settingsSections.filter(({ needs }) => may(needs));
  useCommands(
    [
      { title: 'Next row', group: 'This page', keys: 'j', by: 'keys', run: () => moveInRows(1) },
      { title: 'Previous row', group: 'This page', keys: 'k', by: 'keys', run: () => moveInRows(-1) },
      {
        ...{ title: 'Search in the page', group: 'This page', keys: '/', by: 'keys' },
        run: () => {
          if (!focusSearch()) openPalette();
        },
      },
    ],
    'fallback',
  );
  useCommands([
    ...pages.map(
      ({ path, title, keys }): Command => ({ title, group: 'Go to', keys, words: 'page', run: go(path) }),
    ),
    {
      ...{ title: 'Playground', group: 'Go to', keys: 'g y' },
      ...{ words: 'try send request attack test', run: go('/playground') },
    },
    {
      ...{ title: 'First steps', group: 'Go to', words: 'checklist begin connect upstream' },
      run: go('/first-steps'),
    },
    {
      ...{ title: 'API reference', group: 'Go to', words: 'openapi curl operations schemas' },
      run: go('/reference'),
    },
    { title: 'Account', group: 'Go to', keys: 'g a', words: 'password passkey me', run: go('/account') },
    ...sections.map(
      ({ path, title, words }): Command => ({
        ...{ title, group: 'Settings', words: `settings ${words}`, run: go(`/settings/${path}`) },
        ...(path === 'people' && { keys: 'g p' }),
        ...(path === 'keys' && { keys: 'g k' }),
      }),
    ),
    ...sections.flatMap(({ path, words, adds }): readonly Command[] =>
      adds === undefined || !may(adds.needs)
        ? []
        : [
            {
              ...{ title: adds.title, group: 'Actions', words: `create add new ${words}` },
              run: go(href(`/settings/${path}`, { new: '1' })),
            },
          ],
    ),
    ...themeChoices.map(
      (theme): Command => ({
        ...{ title: `Theme: ${theme}`, group: 'Look', words: 'colour mode night day' },
        run: () => prefer({ theme }),
      }),
    ),
    { title: 'Times in UTC', group: 'Look', words: 'zone clock', run: () => prefer({ zone: 'utc' }) },
    {
      ...{ title: 'Times of this machine', group: 'Look', words: 'zone clock local' },
      run: () => prefer({ zone: 'local' }),
    },
    { title: 'Keyboard shortcuts', group: 'Actions', keys: '?', words: 'help keys', run: openHelp },
    { title: 'Command palette', group: 'Actions', keys: 'mod+k', by: 'keys', run: openPalette },
  ]);
  return null;
}

/** Moves the focus from row to row of the list in sight, beginning at the one that is open. */
function moveInRows(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('#content .row-link')];
  const focused = rows.findIndex((row) => row.matches(':focus'));
  const at = focused >= 0 ? focused : rows.findIndex((row) => row.ariaCurrent === 'true');
  const next = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by))];
  next?.focus();
}

function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('#content search input');
  field?.focus();
  field?.select();
  return field !== null;
}
