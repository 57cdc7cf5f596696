import type { Schema } from '../../../api/operations.ts';
import { asApiError } from '../../../api/problem.ts';
import { useAll, useRead } from '../../../api/read.ts';
import { Command } from '../../../ui/command.tsx';
import { ListPage, TableFrame } from '../../../ui/list-page.tsx';
import { Loaded } from '../../../ui/loaded.tsx';
import { EmptyState } from '../../../ui/notice.tsx';
import { Table } from '../../../ui/table.tsx';
import { AuthorityCard } from './authority-card.tsx';
import { CertificateRow } from './certificate-row.tsx';

const columns = [
  { title: 'Good for' },
  { title: 'Purpose', className: 'w-24 @max-[480px]:hidden' },
  { title: 'Serial', className: 'w-44 @max-[900px]:hidden' },
  { title: 'Issued', className: 'w-28 @max-[680px]:hidden' },
  { title: 'Ends', className: 'w-24' },
  { title: 'State', className: 'w-24 text-right' },
];

/** The embedded certificate authority and what it has issued. */
export function CertificatesPage() {
  const authority = useRead('certificates', '/api/authority');
  const certificates = useAll('certificates', '/api/certificates');
  const none = asApiError(authority.error).code === 'identity/authority-missing';
  return (
    <ListPage title="Certificates">
      {none ? (
        <EmptyState title="There is no certificate authority yet">
          <p className="text-muted">
            The embedded one gives this server and your services certificates of their own. Its key is made
            here and kept wrapped; on the machine that runs Ringwall:
          </p>
          <Command text="ringwall ca init" label="authority command" />
        </EmptyState>
      ) : (
        <>
          <Loaded query={authority}>{(current) => <AuthorityCard authority={current} />}</Loaded>
          <Loaded query={certificates}>{(all) => <Issued certificates={all} />}</Loaded>
        </>
      )}
    </ListPage>
  );
}

function Issued({ certificates }: { certificates: readonly Schema<'CertificateSummary'>[] }) {
  if (certificates.length === 0) {
    return (
      <EmptyState title="Nothing was issued yet">
        <p className="text-muted">
          The key of a certificate is made where the command runs; this server never sees it:
        </p>
        <Command text="ringwall ca issue --service SERVICE" label="issue command" />
      </EmptyState>
    );
  }
  return (
    <TableFrame>
      <Table label="Certificates" columns={columns}>
        {certificates.map((certificate) => (
          <CertificateRow key={certificate.id} certificate={certificate} />
        ))}
      </Table>
    </TableFrame>
  );
}
