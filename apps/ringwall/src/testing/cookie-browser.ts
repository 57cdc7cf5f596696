interface Cookie {
  readonly value: string;
  readonly path: string;
  readonly attributes: string;
}

/** Follows links and redirects and keeps cookies by host, as browsers do: ports make no difference. */
export interface CookieBrowser {
  /** Goes there, and on through redirects until a page answers; `stopAt` ends it before that address is asked. */
  go(url: string, options?: { readonly stopAt?: string }): Promise<Visit>;
  /** The value of a cookie that would be sent there. */
  cookie(url: string, name: string): string | undefined;
  /** Puts a cookie there, as a page of the same host can. */
  set(url: string, name: string, value: string): void;
  /** What the host has said of a cookie. */
  attributes(url: string, name: string): string | undefined;
}

export interface Visit {
  readonly url: string;
  readonly status: number;
  readonly body: string;
  readonly headers: Headers;
}

export function cookieBrowser(): CookieBrowser {
  const hosts = new Map<string, Map<string, Cookie>>();

  function jar(url: string): Map<string, Cookie> {
    const { hostname } = new URL(url);
    const found = hosts.get(hostname) ?? new Map();
    hosts.set(hostname, found);
    return found;
  }

  function sent(url: string): readonly [string, Cookie][] {
    const { pathname } = new URL(url);
    return [...jar(url)].filter(([, { path }]) => pathname.startsWith(path));
  }

  function keep(url: string, header: string): void {
    const [pair = '', ...attributes] = header.split(';').map((part) => part.trim());
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(pair.indexOf('=') + 1);
    const attribute = (wanted: string) =>
      attributes.find((each) => each.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
    const isOver = attribute('max-age') === '0' || Date.parse(attribute('expires') ?? '') < Date.now();
    if (isOver) jar(url).delete(name);
    else jar(url).set(name, { value, path: attribute('path') ?? '/', attributes: attributes.join('; ') });
  }

  return {
    async go(first, { stopAt } = {}) {
      let url = first;
      for (let hops = 0; hops < 20; hops++) {
        const cookie = sent(url).map(([name, { value }]) => `${name}=${value}`);
        const reply = await fetch(url, {
          redirect: 'manual',
          headers: cookie.length > 0 ? { cookie: cookie.join('; ') } : {},
        });
        for (const header of reply.headers.getSetCookie()) keep(url, header);
        const location = reply.headers.get('location');
        const body = await reply.text();
        const next = location === null ? undefined : new URL(location, url).href;
        if (next === undefined) return { url, status: reply.status, body, headers: reply.headers };
        if (stopAt !== undefined && next.startsWith(stopAt)) {
          return { url: next, status: reply.status, body, headers: reply.headers };
        }
        url = next;
      }
      throw new Error('Redirected without end.');
    },
    cookie: (url, name) => new Map(sent(url)).get(name)?.value,
    set: (url, name, value) => void jar(url).set(name, { value, path: '/', attributes: '' }),
    attributes: (url, name) => jar(url).get(name)?.attributes,
  };
}
