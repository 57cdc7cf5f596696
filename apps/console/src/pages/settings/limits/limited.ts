import { useAll } from '../../../api/read.ts';
import { useMay } from '../../../api/use-session.ts';
import { useNames } from '../names.ts';

/** Whom or what a limit is about, in words: `key:*` is each key by itself. */
export function useLimited(): (of: string) => string {
  const may = useMay();
  const keys = useAll('keys', '/api/keys', { enabled: may('key.list') });
  const nameOf = useNames();
  const keyNames = new Map((keys.data ?? []).map(({ id, name }) => [id, name]));
  return (of) => {
    const colon = of.indexOf(':');
    const [kind, id] = [of.slice(0, colon), of.slice(colon + 1)];
    if (id === '*') return `each ${kind}`;
    return `${kind} ${kind === 'key' ? (keyNames.get(id) ?? id) : nameOf(id)}`;
  };
}
