import { useState } from 'react';
import { isObject } from '../../api/json.ts';
import { memberOf, referredTo } from './api-document.ts';
import { Prose } from './prose.tsx';
import { alternativesOf, schemaWords } from './schema-words.ts';

type Members = Readonly<Record<string, unknown>>;

interface Shown {
  readonly schema: Members;
  /** By name, for references. */
  readonly schemas: Members;
}

/** What a schema is made of, member by member; what members are made of is opened where it stands. */
export function SchemaView({ schema, schemas }: Shown) {
  const name = referredTo(schema);
  if (name !== undefined) return <SchemaView schema={memberOf(schemas, name)} schemas={schemas} />;
  const members = Object.entries(memberOf(schema, 'properties'));
  return (
    <>
      <Described of={schema} />
      {members.length > 0 ? (
        <dl className="flex flex-col">
          {members.map(([member, given]) => (
            <MemberRow
              key={member}
              name={member}
              schema={isObject(given) ? given : {}}
              schemas={schemas}
              required={Array.isArray(schema.required) && schema.required.includes(member)}
            />
          ))}
        </dl>
      ) : (
        <>
          <p className="font-mono text-sm [overflow-wrap:anywhere] text-muted">{schemaWords(schema)}</p>
          <Parts schema={schema} schemas={schemas} />
        </>
      )}
    </>
  );
}

function MemberRow({ name, schema, schemas, required }: Shown & { name: string; required: boolean }) {
  return (
    <div className="border-t border-line py-1.5 first:border-t-0">
      <dt className="flex flex-wrap items-baseline gap-x-2">
        <code className="font-mono text-sm text-text">{name}</code>
        <span className="font-mono text-sm [overflow-wrap:anywhere] text-muted">{schemaWords(schema)}</span>
        {required ? null : <span className="text-sm text-muted">may be absent</span>}
      </dt>
      <dd>
        <Described of={schema} />
        <Parts schema={schema} schemas={schemas} />
      </dd>
    </div>
  );
}

/** Schemas with members of their own that this one is, holds or may be, each to be opened. */
function Parts({ schema, schemas }: Shown) {
  return partsOf(schema).map((part) => <Part key={JSON.stringify(part)} schema={part} schemas={schemas} />);
}

/** Drawn when it is opened: schemas refer to each other, and some to themselves. */
function Part({ schema, schemas }: Shown) {
  const [open, setOpen] = useState(false);
  return (
    <details className="mt-0.5" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer rounded-sm text-sm text-accent">
        {referredTo(schema) ?? 'Its members'}
      </summary>
      {open ? (
        <div className="border-l border-line pt-1 pl-3">
          <SchemaView schema={schema} schemas={schemas} />
        </div>
      ) : null}
    </details>
  );
}

function partsOf(schema: Members): readonly Members[] {
  if (referredTo(schema) !== undefined || Object.keys(memberOf(schema, 'properties')).length > 0)
    return [schema];
  return [schema.items, schema.additionalProperties, ...alternativesOf(schema)]
    .filter(isObject)
    .flatMap(partsOf);
}

function Described({ of: { description } }: { of: Members }) {
  return typeof description === 'string' ? <Prose text={description} /> : null;
}
