import { isObject } from '../../api/json.ts';

type Members = Readonly<Record<string, unknown>>;

/** What an operation takes beside its body. */
export interface ApiParameter {
  readonly name: string;
  readonly place: string;
  readonly required: boolean;
  readonly description: string;
  readonly schema: Members;
}

/** What comes with one status. */
export interface ApiReply {
  readonly status: string;
  readonly type: string;
  /** Absent where nothing is said but the type. */
  readonly schema?: Members;
  /** Of server-sent events: the schema of each, by its name. */
  readonly events: readonly (readonly [name: string, schema: Members])[];
}

export interface ApiOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** What the caller has to be allowed; absent where anybody may. */
  readonly action?: string;
  readonly parameters: readonly ApiParameter[];
  readonly body?: Members;
  readonly replies: readonly ApiReply[];
}

export interface ApiDocument {
  readonly version: string;
  readonly operations: readonly ApiOperation[];
  readonly schemas: Members;
}

const methods = ['get', 'post', 'delete'];

/** Reads the server's OpenAPI document; what is not as expected is left out. */
export function readDocument(document: unknown): ApiDocument {
  const components = memberOf(document, 'components');
  const operations = Object.entries(memberOf(document, 'paths')).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = isObject(item) ? item[method] : undefined;
      return isObject(operation) ? [readOperation(operation, { method, path, components })] : [];
    }),
  );
  return {
    version: textOf(memberOf(document, 'info').version),
    operations: operations.sort((a, b) => compare(a.tag, b.tag) || compare(a.path, b.path)),
    schemas: memberOf(components, 'schemas'),
  };
}

function readOperation(
  operation: Members,
  {
    method,
    path,
    components,
  }: { readonly method: string; readonly path: string; readonly components: Members },
): ApiOperation {
  const action = operation['x-ringwall-action'];
  const body = schemaOf(memberOf(memberOf(operation.requestBody, 'content'), 'application/json'));
  const parameters = listOf(operation.parameters).map((each) => resolved(each, components));
  return {
    ...{ method: method.toUpperCase(), path, id: textOf(operation.operationId) },
    tag: textOf(listOf(operation.tags)[0]),
    summary: textOf(operation.summary),
    ...(typeof action === 'string' && { action }),
    parameters: parameters.map((each) => ({
      name: textOf(each.name),
      place: textOf(each.in),
      required: each.required === true,
      description: textOf(each.description),
      schema: isObject(each.schema) ? each.schema : {},
    })),
    ...(body && { body }),
    replies: Object.entries(memberOf(operation, 'responses')).flatMap(([status, given]) =>
      readReplies(status, resolved(given, components)),
    ),
  };
}

function readReplies(status: string, response: Members): ApiReply[] {
  const content = Object.entries(memberOf(response, 'content'));
  if (content.length === 0) return [{ status, type: textOf(response.description), events: [] }];
  return content.map(([type, media]) => {
    const schema = schemaOf(media);
    const events = Object.entries(memberOf(media, 'x-ringwall-events')).flatMap(([name, each]) =>
      isObject(each) ? [[name, each] as const] : [],
    );
    return { status, type, events, ...(schema && events.length === 0 && { schema }) };
  });
}

function schemaOf(media: unknown): Members | undefined {
  const { schema } = isObject(media) ? media : {};
  return isObject(schema) && Object.keys(schema).length > 0 ? schema : undefined;
}

/** The name that a reference ends with. */
export function referredTo(schema: Members): string | undefined {
  return typeof schema.$ref === 'string' ? schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1) : undefined;
}

/** What a reference to a shared parameter or response stands for. */
function resolved(given: unknown, components: Members): Members {
  if (!isObject(given)) return {};
  const name = referredTo(given);
  if (name === undefined) return given;
  const kind = textOf(given.$ref).split('/').at(-2) ?? '';
  return memberOf(memberOf(components, kind), name);
}

/** A member that has members; without any where it is something else. */
export function memberOf(value: unknown, name: string): Members {
  const member = isObject(value) ? value[name] : undefined;
  return isObject(member) ? member : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
