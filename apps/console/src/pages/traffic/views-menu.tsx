import { Bookmark, BookmarkMinus, BookmarkPlus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Menu } from '../../ui/menu.tsx';
import { href } from '../../url-state.ts';
import { givenViews, readViews, type SavedView, withoutView, withView, writeViews } from './saved-views.ts';

/** The lists one comes back to: those that everybody has, and those kept in this browser. */
export function ViewsMenu({ search }: { search: string }) {
  const [, navigate] = useLocation();
  const [own, setOwn] = useState(() => readViews(localStorage));
  const [saving, setSaving] = useState(false);
  const keep = (views: readonly SavedView[]) => {
    setOwn(views);
    writeViews(localStorage, views);
  };
  const all = [...givenViews, ...own];
  const current = all.find((view) => sameSearch(view.search, search));
  const isOwn = own.some(({ name }) => name === current?.name);
  return (
    <>
      <Menu
        label="Views"
        align="end"
        items={[
          ...all.map((view) => ({
            word: view.name,
            checked: view === current,
            run: () => navigate(href('/traffic', view.search)),
          })),
          isOwn && current
            ? {
                word: `Forget “${current.name}”`,
                icon: <BookmarkMinus size={14} aria-hidden="true" />,
                run: () => keep(withoutView(own, current.name)),
              }
            : {
                word: 'Save this view',
                icon: <BookmarkPlus size={14} aria-hidden="true" />,
                disabled: current !== undefined,
                run: () => setSaving(true),
              },
        ]}
      >
        <Bookmark size={14} aria-hidden="true" />
        <span className="max-w-32 truncate">{current?.name ?? 'Views'}</span>
      </Menu>
      {saving ? (
        <SaveView
          close={() => setSaving(false)}
          save={(name) => {
            keep(withView(own, { name, search }));
            setSaving(false);
          }}
        />
      ) : null}
    </>
  );
}

function SaveView({ close, save }: { close: () => void; save: (name: string) => void }) {
  const [name, setName] = useState('');
  const given = name.trim();
  const isTaken = givenViews.some((view) => view.name === given);
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (given !== '' && !isTaken) save(given);
  }
  return (
    <Dialog title="Save this view" close={close}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          maxLength={80}
          required
          autoFocus
          hint={
            isTaken
              ? 'Every console has a view of that name; take another one.'
              : 'It is kept in this browser. To show it to somebody else, send them the address of the page.'
          }
        />
        <div className="flex justify-end gap-2">
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" tone="accent" disabled={given === '' || isTaken}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function sameSearch(a: string, b: string): boolean {
  const sorted = (search: string) => {
    const params = new URLSearchParams(search);
    params.sort();
    return params.toString();
  };
  return sorted(a) === sorted(b);
}
