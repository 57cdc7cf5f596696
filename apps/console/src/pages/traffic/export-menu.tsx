import { Download } from 'lucide-react';
import { withQuery } from '../../api/client.ts';
import { Menu } from '../../ui/menu.tsx';
import { readFilters } from './traffic-filters.ts';

/** The list as a file: every row the filters let through, not only those that were scrolled to. */
export function ExportMenu({ params }: { params: URLSearchParams }) {
  const save = (format: 'csv' | 'jsonl') => () => {
    // A link that is followed: the browser writes the file as it comes, however large it is.
    const link = document.createElement('a');
    link.href = withQuery('/api/requests/export', { ...readFilters(params, Date.now()), format });
    link.download = '';
    link.click();
  };
  return (
    <Menu
      label="Export"
      align="end"
      items={[
        { word: 'CSV', hint: 'For a spreadsheet. That you took it is recorded.', run: save('csv') },
        { word: 'JSON Lines', hint: 'For a program. That you took it is recorded.', run: save('jsonl') },
      ]}
    >
      <Download size={14} aria-hidden="true" />
      Export
    </Menu>
  );
}
