/** Test helper: what a browser does with the console's cookie, and nothing else of a browser. */
export interface ConsoleVisitor {
  /** The cookie as it is sent; empty where there is none. */
  readonly cookie: string;
  call(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{
    readonly status: number;
    readonly headers: Headers;
    readonly text: string;
    readonly json: unknown;
  }>;
}

/** Test helper: somebody at the console, who keeps the cookie they are given. */
export function consoleVisitor(consoleUrl: () => string, cookie = ''): ConsoleVisitor {
  let kept = cookie;
  return {
    get cookie() {
      return kept;
    },
    async call(method, path, body) {
      const headers: Record<string, string> = { 'x-ringwall-console': '1' };
      if (kept !== '') headers.cookie = kept;
      if (body !== undefined) headers['content-type'] = 'application/json';
      const reply = await fetch(consoleUrl() + path, {
        ...{ method, headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const given = reply.headers.get('set-cookie')?.split(';')[0];
      if (given !== undefined) kept = given.endsWith('=') ? '' : given;
      const text = await reply.text();
      const isJson = reply.headers.get('content-type')?.includes('json') === true;
      const json: unknown = isJson ? JSON.parse(text) : undefined;
      return { status: reply.status, headers: reply.headers, text, json };
    },
  };
}
