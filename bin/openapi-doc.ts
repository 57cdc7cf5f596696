// node bin/openapi-doc.ts [--write]: docs/openapi.json as a server serves it, and the types of it that the console uses.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startTestServer } from '../apps/ringwall/src/testing/test-server.ts';

const root = dirname(import.meta.dirname);

/** Where the document is kept. */
export const openApiPage = join(root, 'docs', 'openapi.json');
/** Where the console keeps its types. */
export const openApiTypes = join(root, 'apps', 'console', 'src', 'api', 'schema.ts');

/** A server that people sign in to at a provider answers what any other does, and what leads there and back. */
const everything = `
signIn:
  oidc: { issuer: 'https://id.example.org', clientId: ringwall, roles: [] }
`;

/** The document of a server of this commit, as it answers it. */
export async function servedDocument(): Promise<string> {
  await using running = await startTestServer({ yaml: everything });
  const reply = await fetch(`${running.server.consoleUrl}/api/openapi.json`);
  if (!reply.ok) throw new Error(`The server does not describe itself: ${await reply.text()}`);
  return reply.text();
}

/** docs/openapi.json: the same, for people to read and to compare. */
export function renderOpenApiPage(document: string): string {
  return `${JSON.stringify(JSON.parse(document), undefined, 2)}\n`;
}

/** The types of the document in TypeScript. */
export async function renderOpenApiTypes(document: string): Promise<string> {
  // The compiler it writes with is one of the console's own, which the rest of the repository does not see.
  const ofConsole = createRequire(join(root, 'apps', 'console', 'package.json'));
  const generator = pathToFileURL(ofConsole.resolve('openapi-typescript').replace(/\.cjs$/, '.mjs')).href;
  const { default: write, astToString } = await import(/* @vite-ignore */ generator);
  const options = { immutable: true, defaultNonNullable: false, silent: true };
  return introduction + astToString(await write(document, options));
}

const introduction = `// Generated from the server's OpenAPI document by \`npm run docs\`; a test fails when it is stale.\n\n`;

if (import.meta.main) {
  const document = await servedDocument();
  if (process.argv.includes('--write')) {
    writeFileSync(openApiPage, renderOpenApiPage(document));
    writeFileSync(openApiTypes, await renderOpenApiTypes(document));
  } else {
    process.stdout.write(renderOpenApiPage(document));
  }
}
