import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { CommonFlags } from '../cli/common-flags.ts';
import { confirmed } from '../cli/confirmed.ts';
import { everyPage } from '../cli/every-page.ts';
import { serverClient } from '../cli/server-client.ts';
import { hint, print, printJson, printJsonLines, printTable, type Terminal } from '../cli/terminal.ts';
import { writeNewFile } from '../cli/write-new-file.ts';
import { AppError } from '../errors.ts';

const certificate = z.looseObject({
  id: z.string(),
  purpose: z.string(),
  names: z.array(z.string()),
  issuedAt: z.string(),
  notAfter: z.string(),
  revokedAt: z.string().optional(),
});
const authorityReply = z.looseObject({
  fingerprint: z.string(),
  trustDomain: z.string(),
  notAfter: z.string(),
  certificate: z.string(),
});
const issuedReply = z.looseObject({ certificate, pem: z.string() });
const maxRequestBytes = 16_384;

/** Makes the authority and says how to go on. */
export async function createAuthority(
  flags: CommonFlags & { readonly trustDomain?: string; readonly permit?: readonly string[] },
  terminal: Terminal,
): Promise<number> {
  const { trustDomain, permit } = flags;
  const reply = await serverClient(flags, terminal).call('POST', '/api/authority', {
    ...(trustDomain !== undefined && { trustDomain }),
    ...(permit !== undefined && { permit }),
  });
  if (flags.json) {
    printJson(terminal, reply);
    return 0;
  }
  const made = authorityReply.parse(reply);
  print(
    terminal,
    `Trust domain  ${made.trustDomain}\nSHA-256       ${made.fingerprint}\nEnds          ${made.notAfter}`,
  );
  hint(terminal, 'Trust it where this server is called: ringwall ca show > ringwall-ca.pem\n');
  return 0;
}

export async function showAuthority(flags: CommonFlags, terminal: Terminal): Promise<number> {
  const reply = await serverClient(flags, terminal).call('GET', '/api/authority');
  if (flags.json) printJson(terminal, reply);
  else terminal.stdout.write(authorityReply.parse(reply).certificate);
  return 0;
}

interface IssueFlags extends CommonFlags {
  readonly service?: string;
  readonly name?: readonly string[];
  readonly days?: number;
  readonly request?: string;
  readonly out?: string;
}

/** Writes a new key and its certificate, or the certificate of a key that stays where it is. */
export async function issueCertificate(flags: IssueFlags, terminal: Terminal): Promise<number> {
  const { service, name, days, out = service ?? name?.[0]?.replace(/[^\w.-]/g, '_') ?? '' } = flags;
  if ((service === undefined) === (name === undefined))
    throw new AppError('app/usage', 'Give --service, or --name once or more.');
  const files = { certificate: `${out}.pem`, key: flags.request === undefined ? `${out}.key` : undefined };
  // Before anything is issued that could then not be written.
  for (const file of [files.certificate, files.key ?? files.certificate]) {
    if (existsSync(resolve(terminal.cwd, file)))
      throw new AppError('app/usage', `${resolve(terminal.cwd, file)} is there already.`);
  }
  const request =
    flags.request === undefined
      ? await newKey(`${out}.key`, terminal)
      : await givenRequest(flags.request, terminal);
  const issuing = serverClient(flags, terminal).call('POST', '/api/certificates', {
    request,
    ...(service === undefined ? { names: name } : { service }),
    ...(days !== undefined && { days }),
  });
  const reply = await issuing.catch(async (error: unknown) => {
    if (files.key !== undefined) await rm(resolve(terminal.cwd, files.key), { force: true });
    throw error;
  });
  const issued = issuedReply.parse(reply);
  await writeNewFile(terminal, files.certificate, issued.pem);
  if (flags.json) {
    printJson(terminal, { certificate: issued.certificate, files });
    return 0;
  }
  print(terminal, [files.certificate, files.key].filter((file) => file !== undefined).join('\n'));
  const { id, names, notAfter } = issued.certificate;
  hint(terminal, `Certificate ${id} for ${names.join(', ')}, good until ${notAfter}.\n`);
  return 0;
}

export async function listCertificates(flags: CommonFlags, terminal: Terminal): Promise<number> {
  const certificates = await everyPage(serverClient(flags, terminal), '/api/certificates', {
    item: certificate,
  });
  if (flags.json) {
    printJsonLines(terminal, certificates);
    return 0;
  }
  if (certificates.length === 0) hint(terminal, 'No certificates yet: ringwall ca issue --service <id>\n');
  const rows = certificates.map(({ id, purpose, names, issuedAt, notAfter, revokedAt }) => [
    ...[id, purpose, names.join(','), issuedAt],
    revokedAt === undefined ? notAfter : `revoked ${revokedAt}`,
  ]);
  printTable(terminal, ['ID', 'FOR', 'NAMES', 'ISSUED', 'ENDS'], rows);
  return 0;
}

export async function revokeCertificate(
  id: string,
  flags: CommonFlags & { readonly reason: string; readonly yes?: boolean },
  terminal: Terminal,
): Promise<number> {
  const question = `Revoke ${id}? Whoever shows it is refused from now on. [y/N] `;
  if (!flags.yes && !(await confirmed(question, terminal)))
    throw new AppError('app/not-confirmed', 'Nothing was revoked.');
  const path = `/api/certificates/${encodeURIComponent(id)}/revoke`;
  const reply = await serverClient(flags, terminal).call('POST', path, { reason: flags.reason });
  if (flags.json) printJson(terminal, reply);
  else print(terminal, `Revoked ${id}`);
  return 0;
}

export async function printRevocationList(flags: CommonFlags, terminal: Terminal): Promise<number> {
  const reply = await serverClient(flags, terminal).call('GET', '/api/authority/revocation-list');
  if (flags.json) printJson(terminal, reply);
  else terminal.stdout.write(z.looseObject({ pem: z.string() }).parse(reply).pem);
  return 0;
}

/** Keeps the key here, in a file for its owner alone; gives the request. */
async function newKey(file: string, terminal: Terminal): Promise<string> {
  const { newCertificateRequest } = await import('@ringwall/identity');
  const { request, key } = await newCertificateRequest();
  await writeNewFile(terminal, file, key.reveal());
  return request;
}

async function givenRequest(file: string, terminal: Terminal): Promise<string> {
  if (file === '-') {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of terminal.stdin) {
      chunks.push(Buffer.from(chunk));
      bytes += chunk.length;
      if (bytes > maxRequestBytes) throw new AppError('app/usage', 'The request on stdin is too long.');
    }
    return Buffer.concat(chunks).toString();
  }
  const path = resolve(terminal.cwd, file);
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new AppError('app/path-missing', `${path} cannot be read.`, { cause });
  }
}
