/** The headings of the matrix, and which actions stand under each, by what they begin with. */
const headings: readonly (readonly [string, readonly string[]])[] = [
  ['AI traffic', ['route', 'model', 'traffic', 'body', 'status']],
  ['Ledger and evidence', ['ledger', 'hold', 'retention', 'subject', 'erasures']],
  [
    'People, services and keys',
    ['user', 'service', 'key', 'project', 'grant', 'session', 'account', 'login-link'],
  ],
  ['Rules', ['policy', 'limit', 'approval', 'certificate']],
  ['The machine', ['kek', 'ledger-key', 'backup']],
];

/** Actions under their headings; one of a kind that no heading knows comes last, under `Other`. */
export function groupsOf<Each extends { readonly action: string }>(
  actions: readonly Each[],
): readonly { readonly title: string; readonly members: readonly Each[] }[] {
  const kindOf = ({ action }: Each) => action.slice(0, action.indexOf('.'));
  const known = new Set(headings.flatMap(([, kinds]) => kinds));
  const groups = [
    ...headings.map(([title, kinds]) => ({
      title,
      members: actions.filter((each) => kinds.includes(kindOf(each))),
    })),
    { title: 'Other', members: actions.filter((each) => !known.has(kindOf(each))) },
  ];
  return groups.filter(({ members }) => members.length > 0);
}
