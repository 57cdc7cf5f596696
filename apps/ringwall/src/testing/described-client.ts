import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

/** What an operation is asked with. */
export interface Asked {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Described {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly isPublic: boolean;
  readonly takesQuery: boolean;
  readonly takesBody: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly json: Record<string, unknown>;
  readonly text: string;
}

/** Where the requests go: an origin, or the path of a Unix socket. */
export type Transport = { readonly origin: string } | { readonly socketPath: string };

interface Sent {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly type: string;
  readonly text: string;
}

/** So much of an endless answer is looked at. */
const maxStreamBytes = 4096;

/**
 * A client that knows of the API what its OpenAPI document says and nothing else. Whatever is answered, refusals too,
 * is held to the document: an answer that it does not describe fails the call.
 */
export function describedClient(document: unknown) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addFormat('date-time', (text) => !Number.isNaN(Date.parse(text)));
  ajv.addFormat('date', /^\d{4}-\d\d-\d\d$/);
  ajv.addFormat('uri', (text) => URL.canParse(text));
  ajv.addSchema(Object(document), 'api');
  const validators = new Map<string, ValidateFunction>();
  const operations = operationsOf(document);

  function check(pointer: string, value: unknown, what: string): void {
    const validate = validators.get(pointer) ?? ajv.compile({ $ref: `api#${pointer}` });
    validators.set(pointer, validate);
    if (!validate(value)) throw new Error(`${what}: ${ajv.errorsText(validate.errors)}`);
  }

  function checkAnswer({ id, method, path }: Described, { status, type, text }: Sent): unknown {
    const operation = Object(document).paths[path][method];
    const known = operation.responses[status];
    const what = `${id} ${status}`;
    if (known === undefined && status < 400) throw new Error(`${what} is not described.`);
    const given = known === undefined ? 'application/problem+json' : type;
    if (known === undefined && type !== given) throw new Error(`${what} is ${type}, no problem: ${text}`);
    const base =
      known === undefined
        ? `/components/responses/Problem/content/${escaped(given)}`
        : `/paths/${escaped(path)}/${method}/responses/${status}/content/${escaped(given)}`;
    if (status >= 300 && status < 400) return {};
    if (known !== undefined && known.content?.[given] === undefined)
      throw new Error(`${what} is ${type}, which is not described.`);
    if (given === 'text/event-stream') {
      const events = known.content[given]['x-ringwall-events'];
      for (const { event, data } of eventsOf(text)) {
        if (events[event] === undefined) throw new Error(`${what}: the event ${event} is not described.`);
        check(`${base}/x-ringwall-events/${escaped(event)}`, JSON.parse(data), `${what} ${event}`);
      }
      return {};
    }
    if (!given.endsWith('json')) return {};
    const json: unknown = JSON.parse(text);
    check(`${base}/schema`, json, what);
    return json;
  }

  return {
    operations,
    async call(id: string, asked: Asked, transport: Transport): Promise<Answer> {
      const operation = operations.find((each) => each.id === id);
      if (operation === undefined) throw new Error(`There is no operation ${id}.`);
      const sent = await send(operation, asked, transport);
      const json = checkAnswer(operation, sent);
      return { status: sent.status, headers: sent.headers, text: sent.text, json: Object(json) };
    },
  };
}

function operationsOf(document: unknown): Described[] {
  const paths: [string, object][] = Object.entries(Object(document).paths);
  return paths.flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...{ id: String(operation.operationId), method, path },
      isPublic: Array.isArray(operation.security) && operation.security.length === 0,
      takesQuery: Object(operation.parameters ?? []).some(
        (each: { readonly in?: string }) => each.in === 'query',
      ),
      takesBody: operation.requestBody !== undefined,
    })),
  );
}

function send({ method, path }: Described, asked: Asked, transport: Transport): Promise<Sent> {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = asked.path?.[name];
    if (value === undefined) throw new Error(`${path} needs ${name}.`);
    return encodeURIComponent(value);
  });
  const query = new URLSearchParams(asked.query).toString();
  const payload = asked.body === undefined ? undefined : JSON.stringify(asked.body);
  const options = {
    method: method.toUpperCase(),
    headers: {
      'x-ringwall-console': '1',
      ...(payload !== undefined && { 'content-type': 'application/json' }),
      ...asked.headers,
    },
  };
  const target = query === '' ? filled : `${filled}?${query}`;
  return new Promise((resolve, reject) => {
    const took = (response: IncomingMessage) => {
      const type = response.headers['content-type']?.split(';')[0] ?? '';
      let text = '';
      const done = () => resolve({ status: response.statusCode ?? 0, headers: response.headers, type, text });
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        // Streams do not end by themselves: the first event is enough.
        if (type !== 'text/event-stream' || (!text.includes('\ndata: ') && text.length < maxStreamBytes))
          return;
        done();
        response.destroy();
      });
      response.on('end', done);
      response.on('error', reject);
    };
    const outgoing =
      'origin' in transport
        ? httpRequest(transport.origin + target, options, took)
        : httpRequest({ ...options, socketPath: transport.socketPath, path: target }, took);
    outgoing.on('error', reject);
    outgoing.end(payload);
  });
}

/** Whole events of a stream. */
function eventsOf(text: string): { readonly event: string; readonly data: string }[] {
  return text.split('\n\n').flatMap((block) => {
    const [, event] = /^event: (.*)$/m.exec(block) ?? [];
    const [, data] = /^data: (.*)$/m.exec(block) ?? [];
    return event === undefined || data === undefined ? [] : [{ event, data }];
  });
}

/** A step of a JSON pointer in the fragment of a URI (RFC 6901, 3 and 6). */
function escaped(step: string): string {
  return encodeURIComponent(step.replace(/~/g, '~0').replace(/\//g, '~1'));
}
