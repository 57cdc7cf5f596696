import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

const types = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
  ['.json', 'application/json'],
]);

const policy =
  "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const securityHeaders = {
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};

const notBuilt =
  '<!doctype html><title>Ringwall</title><p>The console is not built. Run <code>npm start</code>, which builds it.';

interface ConsoleFile {
  readonly type: string;
  readonly plain: Buffer;
  readonly gzip: Buffer;
}

const built = fileURLToPath(new URL('../../../console/dist', import.meta.url));

/**
 * The built console, read once into memory: a few hundred kilobytes, and no path from a request reaches the disk.
 * Beside its own server its pages may speak to one other: to the gateway, whose address `gatewayAt` says for the Host
 * header of a request.
 */
export function consoleFiles({
  gatewayAt,
  directory = built,
}: {
  readonly gatewayAt: (host: string | undefined) => string;
  readonly directory?: string;
}) {
  const files = new Map<string, ConsoleFile>();
  if (existsSync(directory)) {
    for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const plain = readFileSync(path);
      const type = types.get(extname(entry.name)) ?? 'application/octet-stream';
      files.set(`/${relative(directory, path).split(sep).join('/')}`, { type, plain, gzip: gzipSync(plain) });
    }
  }
  const page = Buffer.from(notBuilt, 'utf8');
  const index = files.get('/index.html') ?? {
    type: 'text/html; charset=utf-8',
    plain: page,
    gzip: gzipSync(page),
  };

  return (request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined => {
    const path = request.url.split('?', 1)[0] ?? '/';
    if (path === '/api' || path.startsWith('/api/')) return undefined;
    const asset = files.get(path);
    // Every page of the console is the one document; a missing asset is missing.
    if (!asset && path.startsWith('/assets/')) return undefined;
    const file = asset ?? index;
    const zipped = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
    return reply
      .code(200)
      .headers({
        ...securityHeaders,
        'content-security-policy': `${policy}; connect-src 'self' ${gatewayAt(request.headers.host)}`,
        'content-type': file.type,
        vary: 'accept-encoding',
        'cache-control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        ...(zipped && { 'content-encoding': 'gzip' }),
      })
      .send(zipped ? file.gzip : file.plain);
  };
}
