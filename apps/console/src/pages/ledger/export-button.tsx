import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { asApiError } from '../../api/problem.ts';
import type { EntryFilters } from '../../api/queries.ts';
import { useMay } from '../../api/use-session.ts';
import { useServices } from '../../services.tsx';
import { Button } from '../../ui/button.tsx';
import { sliceFilter } from './entry-filters.tsx';

/** Exports what the filters leave as an excerpt with proofs, which the verifier checks without this server. */
export function ExportButton({ filters }: { filters: EntryFilters }) {
  const { client } = useServices();
  const may = useMay();
  const exporting = useMutation({
    mutationFn: async () => {
      const file = await client.file('/api/ledger/export', { body: { filter: sliceFilter(filters) } });
      save(file);
      return file.name;
    },
  });
  const searched = filters.text !== undefined;
  if (!may('ledger.export')) return null;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <Button onClick={() => exporting.mutate()} disabled={exporting.isPending || searched}>
        <Download size={14} aria-hidden="true" />
        {exporting.isPending ? 'Exporting …' : 'Export with proofs'}
      </Button>
      <span role="status" className="text-sm text-muted">
        {searched ? 'An excerpt cannot be taken by a search for text: clear it first.' : null}
        {exporting.isSuccess && !searched ? (
          <>
            Saved {exporting.data}; check it anywhere with{' '}
            <code className="font-mono">ringwall-verify {exporting.data}</code>
          </>
        ) : null}
        {exporting.isError ? <span className="text-block">{asApiError(exporting.error).message}</span> : null}
      </span>
    </div>
  );
}

function save({ name, content }: { readonly name: string; readonly content: Blob }): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
