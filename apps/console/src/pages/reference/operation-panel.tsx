import type { ReactNode } from 'react';
import { Command } from '../../ui/command.tsx';
import { Tag } from '../../ui/tag.tsx';
import type { ApiDocument, ApiOperation, ApiParameter } from './api-document.ts';
import { curlLine } from './curl-line.ts';
import { Prose } from './prose.tsx';
import { SchemaView } from './schema-view.tsx';
import { schemaWords } from './schema-words.ts';

/** One operation: what it takes, what it answers, and the line that calls it. */
export function OperationPanel({ operation, document }: { operation: ApiOperation; document: ApiDocument }) {
  const { id, method, path, summary, action, parameters, body, replies } = operation;
  const given = parameters.filter(({ place }) => place !== 'header');
  const headers = parameters.filter(({ place }) => place === 'header');
  return (
    <section id={id} aria-label={id} className="min-w-0 scroll-mt-4 rounded-lg border border-line bg-surface">
      <header className="flex flex-col gap-1 border-b border-line px-4 py-2.5">
        <h2 className="flex flex-wrap items-center gap-x-2 gap-y-1 text-base">
          <Tag tone={tones[method] ?? 'plain'}>{method}</Tag>
          <code className="font-mono text-sm [overflow-wrap:anywhere]">{path}</code>
        </h2>
        <Prose text={summary} />
        <p className="text-sm text-muted">
          <code className="font-mono">{id}</code>
          {action === undefined ? ' · anybody' : ' · needs '}
          {action === undefined ? null : <code className="font-mono">{action}</code>}
        </p>
      </header>
      <div className="flex flex-col gap-4 px-4 py-3">
        <Command text={curlLine(operation, document, location.origin)} label={`${id} as a curl line`} />
        {given.length > 0 ? <Parameters title="Parameters" parameters={given} /> : null}
        {body === undefined ? null : (
          <Part title="Body">
            <SchemaView schema={body} schemas={document.schemas} />
          </Part>
        )}
        {replies.map((reply) => (
          <Part key={`${reply.status} ${reply.type}`} title={replyTitle(reply.status)} aside={reply.type}>
            {reply.status === 'default' ? (
              <p className="text-muted">
                Problem details with a <code className="font-mono">code</code> that never changes its meaning.
              </p>
            ) : reply.schema === undefined ? null : (
              <SchemaView schema={reply.schema} schemas={document.schemas} />
            )}
            {reply.events.map(([name, schema]) => (
              <div key={name}>
                <p>
                  Event <code className="font-mono text-sm">{name}</code>
                </p>
                <SchemaView schema={schema} schemas={document.schemas} />
              </div>
            ))}
          </Part>
        ))}
        {headers.length > 0 ? (
          <details>
            <summary className="cursor-pointer rounded-sm text-sm text-accent">Headers</summary>
            <Parameters title="Headers" parameters={headers} />
          </details>
        ) : null}
      </div>
    </section>
  );
}

const tones: Readonly<Record<string, 'accent' | 'flag' | 'block'>> = {
  GET: 'accent',
  POST: 'flag',
  DELETE: 'block',
};

function replyTitle(status: string): string {
  return status === 'default' ? 'Refused' : `Answers ${status}`;
}

function Part({ title, aside, children }: { title: string; aside?: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <h3 className="flex items-baseline gap-2 text-sm font-strong">
        {title}
        {aside === undefined ? null : <span className="font-mono font-normal text-muted">{aside}</span>}
      </h3>
      {children}
    </div>
  );
}

function Parameters({ title, parameters }: { title: string; parameters: readonly ApiParameter[] }) {
  return (
    <Part title={title}>
      <dl className="flex flex-col">
        {parameters.map(({ name, place, required, description, schema }) => (
          <div key={`${place} ${name}`} className="border-t border-line py-1.5 first:border-t-0">
            <dt className="flex flex-wrap items-baseline gap-x-2">
              <code className="font-mono text-sm">{name}</code>
              <span className="font-mono text-sm [overflow-wrap:anywhere] text-muted">
                {schemaWords(schema)}
              </span>
              {required ? (
                <span className="text-sm text-muted">{place === 'path' ? 'in the path' : 'mandatory'}</span>
              ) : null}
            </dt>
            {description === '' ? null : (
              <dd>
                <Prose text={description} />
              </dd>
            )}
          </div>
        ))}
      </dl>
    </Part>
  );
}
