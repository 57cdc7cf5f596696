import { useMemo } from 'react';
import { Link } from 'wouter';
import { useRead } from '../../api/read.ts';
import { FilterSelect } from '../../ui/filter-select.tsx';
import { FilterText } from '../../ui/filter-text.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { EmptyState } from '../../ui/notice.tsx';
import { href, useUrlState } from '../../url-state.ts';
import { type ApiDocument, type ApiOperation, readDocument } from './api-document.ts';
import { OperationPanel } from './operation-panel.tsx';

/** So many operations at once; more are asked to be narrowed. */
const maxShown = 30;

/** The admin API as the server itself describes it. */
export function ReferencePage() {
  const description = useRead('openapi', '/api/openapi.json');
  return (
    <ListPage
      title="API reference"
      actions={
        <a
          href="/api/openapi.json"
          download="ringwall-openapi.json"
          className="rounded-md px-2 py-1 text-accent underline underline-offset-2"
        >
          OpenAPI 3.1 document
        </a>
      }
    >
      <Loaded query={description}>{(found) => <Reference found={found} />}</Loaded>
    </ListPage>
  );
}

function Reference({ found }: { found: unknown }) {
  const document = useMemo(() => readDocument(found), [found]);
  const [params, patch] = useUrlState();
  const text = params.get('text') ?? undefined;
  const tags = [...new Set(document.operations.map(({ tag }) => tag))];
  const tag = text === undefined ? (params.get('about') ?? tags[0]) : undefined;
  const shown = document.operations.filter((each) =>
    text === undefined ? each.tag === tag : speaksOf(each, text),
  );
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <FilterText
          label="Search"
          value={text}
          placeholder="keys, revoke, /api/…"
          onChange={(next) => patch({ text: next })}
        />
        <span className="md:hidden">
          <FilterSelect
            label="About"
            value={tag}
            options={tags.map((value) => ({ value, word: value }))}
            onChange={(next) => patch({ about: next, text: undefined })}
          />
        </span>
      </div>
      <div className="grid items-start gap-6 md:grid-cols-[11rem_minmax(0,1fr)]">
        <Contents tags={tags} tag={tag} />
        <Operations shown={shown} document={document} />
      </div>
    </>
  );
}

function Contents({ tags, tag }: { tags: readonly string[]; tag: string | undefined }) {
  return (
    <nav aria-label="What operations are about" className="max-md:hidden">
      <ul className="flex flex-col">
        {tags.map((each) => (
          <li key={each}>
            <Link
              href={href('/reference', { about: each })}
              aria-current={each === tag ? 'page' : undefined}
              className="block rounded-md px-2 py-1 text-muted hover:text-text aria-[current=page]:bg-raised aria-[current=page]:text-text"
            >
              {each}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Operations({ shown, document }: { shown: readonly ApiOperation[]; document: ApiDocument }) {
  if (shown.length === 0) {
    return (
      <EmptyState title="No operation speaks of that">
        <p className="text-muted">Search for a part of a path, of a name or of what it does.</p>
      </EmptyState>
    );
  }
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {shown.slice(0, maxShown).map((operation) => (
        <OperationPanel key={operation.id} operation={operation} document={document} />
      ))}
      {shown.length > maxShown ? (
        <p className="text-muted">
          {shown.length - maxShown} more speak of it: search for more words to see them.
        </p>
      ) : null}
    </div>
  );
}

function speaksOf({ id, path, summary, action = '', method }: ApiOperation, text: string): boolean {
  const all = `${method} ${path} ${id} ${action} ${summary}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}
