import { wordsOf } from '../../../ui/word-list.ts';

/** What the form for a new key holds: text as typed. */
export interface NewKeyDraft {
  readonly name: string;
  readonly project: string;
  /** Empty: nobody. */
  readonly owner: string;
  readonly routes: readonly string[];
  readonly models: string;
  readonly datasets: string;
  readonly purposes: string;
  readonly networks: string;
  readonly certificate: string;
  readonly administration: boolean;
  /** Days until it expires; empty: never. */
  readonly days: string;
}

/** What is asked of the server: only what was filled in, so that the server's defaults hold for the rest. */
export function newKeyOf(draft: NewKeyDraft, expiresAt: string | undefined) {
  const several = (name: 'models' | 'datasets' | 'purposes' | 'networks') => {
    const words = wordsOf(draft[name]);
    return words.length === 0 ? {} : { [name]: words };
  };
  return {
    name: draft.name.trim(),
    project: draft.project,
    ...(draft.owner !== '' && { owner: draft.owner }),
    ...(draft.routes.length > 0 && { routes: draft.routes }),
    ...several('models'),
    ...several('datasets'),
    ...several('purposes'),
    ...several('networks'),
    ...(draft.certificate.trim() !== '' && { certificate: draft.certificate.trim() }),
    ...(draft.administration && { administration: true }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}
