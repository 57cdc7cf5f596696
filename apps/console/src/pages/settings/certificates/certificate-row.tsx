import { useAction } from '../../../api/action.ts';
import type { Schema } from '../../../api/operations.ts';
import { useMay } from '../../../api/use-session.ts';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { Cell, Row } from '../../../ui/table.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { Ago, useNow } from '../../../ui/time.tsx';
import { Until } from '../../../ui/until.tsx';

/** One certificate that was issued, to be revoked. */
export function CertificateRow({ certificate }: { certificate: Schema<'CertificateSummary'> }) {
  const { id, serial, names, purpose, issuedAt, notAfter } = certificate;
  return (
    <Row id={id}>
      <Cell title={names.join(', ')}>{names.join(', ')}</Cell>
      <Cell className="text-muted @max-[480px]:hidden">{purpose}</Cell>
      <Cell className="font-mono text-sm text-muted @max-[900px]:hidden" title={serial}>
        {serial}
      </Cell>
      <Cell className="text-muted @max-[680px]:hidden">
        <Ago at={issuedAt} />
      </Cell>
      <Cell className="text-muted">
        <Until at={notAfter} />
      </Cell>
      <Cell className="text-right">
        <Standing certificate={certificate} />
      </Cell>
    </Row>
  );
}

function Standing({
  certificate: { id, names, notAfter, revokedAt, reason },
}: {
  certificate: Schema<'CertificateSummary'>;
}) {
  const may = useMay();
  const nowMs = useNow();
  const revoke = useAction(
    (client, why: string, consent) =>
      client.post('/api/certificates/{id}/revoke', { path: { id }, body: { reason: why }, ...consent }),
    { changes: ['certificates'], says: () => 'The certificate was revoked.' },
  );
  if (revokedAt !== undefined) {
    return (
      <span title={reason}>
        <Tag>revoked</Tag>
      </span>
    );
  }
  if (Date.parse(notAfter) <= nowMs) return <Tag>ended</Tag>;
  if (!may('certificate.revoke')) return <Tag tone="accent">good</Tag>;
  return (
    <ConfirmButton
      title="Revoke this certificate"
      says={
        <p>
          Whoever shows it is refused from the next request on, on connections that are open too. It cannot be
          brought back; issue another one.
        </p>
      }
      verb="Revoke"
      action={revoke}
      input={(why) => why}
      asksReason
      mini
    >
      Revoke<span className="sr-only"> {names[0]}</span>
    </ConfirmButton>
  );
}
