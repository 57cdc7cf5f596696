import { useAction } from '../../../api/action.ts';
import type { Schema } from '../../../api/operations.ts';
import { type AdminAction, useMay, useSession } from '../../../api/use-session.ts';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { Cell, Row, Table } from '../../../ui/table.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { Ago } from '../../../ui/time.tsx';
import { Until } from '../../../ui/until.tsx';

const methods = {
  link: 'one-time link',
  invitation: 'invitation',
  password: 'password',
  passkey: 'passkey',
  oidc: 'identity provider',
} as const;

/** Sessions of the console, each to be ended. */
export function SessionTable({
  label,
  sessions,
  nameOf,
  needs,
  path,
}: {
  label: string;
  sessions: readonly Schema<'SessionSummary'>[];
  /** Absent where all are of one person. */
  nameOf?: (id: string) => string;
  /** What ending one takes. */
  needs: AdminAction;
  path: (id: string) => string;
}) {
  const columns = [
    ...(nameOf === undefined ? [] : [{ title: 'Person' }]),
    { title: 'Signed in by' },
    { title: 'Since', className: 'w-28 @max-[480px]:hidden' },
    { title: 'Last seen', className: 'w-28' },
    { title: 'Ends', className: 'w-24 @max-[680px]:hidden' },
    { title: 'Action', className: 'w-24 text-right' },
  ];
  return (
    <Table label={label} columns={columns}>
      {sessions.map((session) => (
        <SessionRow
          key={session.id}
          session={session}
          person={nameOf?.(session.user)}
          needs={needs}
          path={path}
        />
      ))}
    </Table>
  );
}

function SessionRow({
  session,
  person,
  needs,
  path,
}: {
  session: Schema<'SessionSummary'>;
  person: string | undefined;
  needs: AdminAction;
  path: (id: string) => string;
}) {
  const may = useMay();
  const own = useSession()?.principal.id;
  const end = useAction(
    (client, id: string, consent) => client.send<unknown>('DELETE', path(encodeURIComponent(id)), consent),
    { changes: ['sessions', 'own-sessions'], says: () => 'The session was ended.' },
  );
  const { id, method, createdAt, lastSeenAt, expiresAt } = session;
  return (
    <Row id={id}>
      {person === undefined ? null : <Cell>{person}</Cell>}
      <Cell className={person === undefined ? '' : 'text-muted'}>
        {methods[method]} {id === own ? <Tag tone="accent">this one</Tag> : null}
      </Cell>
      <Cell className="text-muted @max-[480px]:hidden">
        <Ago at={createdAt} />
      </Cell>
      <Cell className="text-muted">{lastSeenAt === undefined ? '–' : <Ago at={lastSeenAt} />}</Cell>
      <Cell className="text-muted @max-[680px]:hidden">
        <Until at={expiresAt} />
      </Cell>
      <Cell className="text-right">
        {may(needs) && id !== own ? (
          <ConfirmButton
            title="End this session"
            says={<p>Whoever uses it is signed out at once, and its live feeds are cut.</p>}
            verb="End the session"
            action={end}
            input={() => id}
            mini
          >
            End<span className="sr-only"> session {id}</span>
          </ConfirmButton>
        ) : null}
      </Cell>
    </Row>
  );
}
