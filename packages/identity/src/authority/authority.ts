import {
  type Actor,
  exportP256,
  newEvent,
  newP256KeyPair,
  parseBoundedJson,
  randomBytes,
  readCertificates,
  type Shown,
} from '@ringwall/core';
import { z } from 'zod';
import { IdentityError } from '../errors.ts';
import type { IdentityParts } from '../parts.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import { defaultProject } from '../tables.ts';
import {
  type CertificateSummary,
  certificateId,
  certificateSummary,
  summarize,
} from './issued-certificate.ts';
import { isPermitted, type Permitted, permittedNames } from './name-constraints.ts';
import {
  type NewAuthority,
  type NewCertificate,
  newAuthoritySchema,
  newCertificateSchema,
} from './new-certificate.ts';
import type { AuthorityTables } from './tables.ts';
import type { Signing } from './x509.ts';

const dayMs = 86_400_000;
const authorityDays = 3650;
const defaultDays = 30;
/** Clocks of those who check a new certificate may be behind ours. */
const backdatedMs = 5 * 60 * 1000;
const revocationListMs = 7 * dayMs;

/** The embedded certificate authority, as answers show it. */
export const authoritySummary = z
  .object({
    fingerprint: z.string().describe('SHA-256 of its certificate, hexadecimal.'),
    trustDomain: z.string(),
    permitted: z
      .object({
        dns: z.array(z.string()).describe('Host names; each stands for those below it too.'),
        networks: z.array(z.string()).describe('Networks in CIDR form.'),
      })
      .describe('What its certificates may be good for, beside SPIFFE identities of the trust domain.'),
    createdAt: z.iso.datetime(),
    notAfter: z.iso.datetime(),
    certificate: z.string().describe('PEM: to be trusted by whoever speaks to the server.'),
  })
  .meta({ id: 'AuthoritySummary' });
export type AuthoritySummary = Shown<typeof authoritySummary>;

/** A certificate at its birth. */
export const issuedCertificate = z
  .object({
    certificate: certificateSummary,
    pem: z.string(),
    authority: z.string().describe('The certificate of the authority, PEM.'),
  })
  .meta({ id: 'IssuedCertificate' });
export type IssuedCertificate = Shown<typeof issuedCertificate>;

export interface AskedCertificates {
  readonly limit: number;
  readonly after?: Pick<CertificateSummary, 'issuedAt' | 'id'> | undefined;
}

/** The embedded certificate authority: one a server, for its own listeners and for those who call them. */
export interface Authority {
  /** Undefined until one is made. */
  readonly current: AuthoritySummary | undefined;
  /** @throws IdentityError identity/authority-exists, identity/certificate-invalid */
  create(input: NewAuthority, actor: Actor): Promise<AuthoritySummary>;
  /**
   * Signs the key of a request. Which names it gets is what the caller says, never what the request asks for.
   * @throws IdentityError identity/authority-missing, identity/certificate-invalid
   */
  issue(input: NewCertificate, actor: Actor): Promise<IssuedCertificate>;
  /** Newest first, those behind `after`, at most `limit`. */
  list(asked: AskedCertificates): Promise<readonly CertificateSummary[]>;
  /** From the commit on it is refused. Doing it again changes nothing. @throws IdentityError identity/certificate-unknown */
  revoke(id: string, reason: string, actor: Actor): Promise<CertificateSummary>;
  isRevoked(id: string): boolean;
  /** What was revoked and has not expired (RFC 5280, section 5), as PEM; good for a week. @throws IdentityError identity/authority-missing */
  revocationList(): Promise<string>;
}

type AuthorityRow = AuthorityTables['authorities'];

export async function loadAuthority(
  parts: IdentityParts & {
    readonly box: SecretBox;
    /** Trust domain of an authority that is made without one being named. */
    readonly trustDomain: string;
  },
): Promise<Authority> {
  const { outbox, clock, epoch, box } = parts;
  const db = parts.store.db.withTables<AuthorityTables>();
  let row = await db.selectFrom('authorities').selectAll().orderBy('created_at', 'desc').executeTakeFirst();
  let current = row && describe(row);
  let creating = false;
  const revoked = new Set(
    (await db.selectFrom('certificates').select('id').where('revoked_at', 'is not', null).execute()).map(
      ({ id }) => id,
    ),
  );

  /** The key is in memory while it signs, and no longer. */
  async function signing<Value>(sign: (with_: Signing) => Promise<Value>): Promise<Value> {
    if (row === undefined) throw missing();
    const key = box.open(row.sealed_key, keyPlace(row.fingerprint));
    try {
      return await sign({ authority: row.certificate, key });
    } finally {
      key.fill(0);
    }
  }

  return {
    get current() {
      return current;
    },

    async create(input, actor) {
      const { trustDomain = parts.trustDomain, permit = [] } = checked(newAuthoritySchema, input);
      if (row !== undefined || creating)
        throw new IdentityError('identity/authority-exists', 'There is a certificate authority already.');
      creating = true;
      try {
        const made = await makeRow({ trustDomain, permitted: permittedNames(permit), box, now: clock.now() });
        const { notAfter } = describe(made);
        await outbox.transact(async (trx, emit) => {
          await trx.withTables<AuthorityTables>().insertInto('authorities').values(made).execute();
          const data = { fingerprint: made.fingerprint, notAfter };
          emit(newEvent('ca.created', { time: made.created_at, project: defaultProject, actor, data }));
        });
        row = made;
        current = describe(made);
        return current;
      } finally {
        creating = false;
      }
    },

    async issue(input, actor) {
      const { request, names, purpose, days = defaultDays } = checked(newCertificateSchema, input);
      if (row === undefined || current === undefined) throw missing();
      for (const name of names) refuseForeign(name, current);
      const { makeLeaf, readRequest } = await import('./x509.ts');
      const publicKey = await readRequest(request);
      if (publicKey === undefined) {
        throw invalid(
          'request: must be signed by its own key, on P-256, P-384, Ed25519 or RSA of 2,048 bits.',
        );
      }
      const now = clock.now();
      const notAfterMs = Math.min(now + days * dayMs, Date.parse(current.notAfter));
      const [commonName = ''] = names;
      const about = { serial: newSerial(), notBeforeMs: now - backdatedMs, notAfterMs };
      const pem = await signing((key) => makeLeaf(key, { ...about, publicKey, purpose, names, commonName }));
      const [facts] = readCertificates(pem);
      if (facts === undefined) throw new Error('What was just made can be read.');
      const issued = {
        ...{ id: certificateId(facts), serial: facts.serial, fingerprint: facts.sha256 },
        ...{ authority: row.fingerprint, purpose, names: JSON.stringify(names) },
        ...{ issued_at: now, not_after: facts.notAfterMs, revoked_at: null, reason: null },
      };
      const certificate = summarize(issued);
      await outbox.transact(async (trx, emit) => {
        await trx.withTables<AuthorityTables>().insertInto('certificates').values(issued).execute();
        const { serial, fingerprint, notAfter } = certificate;
        const data = { serial, fingerprint, purpose, names: [...names], notAfter };
        emit(newEvent('certificate.issued', { time: now, project: defaultProject, actor, data }));
      });
      return { certificate, pem, authority: row.certificate };
    },

    async list({ limit, after }) {
      const afterMs = after === undefined ? 0 : Date.parse(after.issuedAt);
      const rows = await db
        .selectFrom('certificates')
        .selectAll()
        .$if(after !== undefined, (query) =>
          query.where(({ eb, and, or }) =>
            or([
              eb('issued_at', '<', afterMs),
              and([eb('issued_at', '=', afterMs), eb('id', '>', after?.id ?? '')]),
            ]),
          ),
        )
        .orderBy('issued_at', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(summarize);
    },

    async revoke(id, reason, actor) {
      const now = clock.now();
      await outbox.transact(
        async (trx, emit) => {
          const changed = await trx
            .withTables<AuthorityTables>()
            .updateTable('certificates')
            .set({ revoked_at: now, reason })
            .where('id', '=', id)
            .where('revoked_at', 'is', null)
            .returningAll()
            .executeTakeFirst();
          if (changed !== undefined) {
            const data = { serial: changed.serial, reason };
            emit(newEvent('certificate.revoked', { time: now, project: defaultProject, actor, data }));
          }
          return changed;
        },
        {
          // At once, and also when the ledger then fails.
          onCommitted: (changed) => {
            if (changed === undefined) return;
            revoked.add(id);
            epoch.advance();
          },
        },
      );
      const stands = await db.selectFrom('certificates').selectAll().where('id', '=', id).executeTakeFirst();
      if (stands === undefined)
        throw new IdentityError(
          'identity/certificate-unknown',
          'No certificate of this authority has that id.',
        );
      return summarize(stands);
    },

    isRevoked: (id) => revoked.has(id),

    async revocationList() {
      const { makeRevocationList } = await import('./x509.ts');
      const now = clock.now();
      const rows = await db
        .selectFrom('certificates')
        .select(['serial', 'revoked_at'])
        .where('revoked_at', 'is not', null)
        .where('not_after', '>', now)
        .orderBy('revoked_at')
        .execute();
      const list = rows.map(({ serial, revoked_at }) => ({ serial, atMs: revoked_at ?? now }));
      const times = { thisUpdateMs: now - backdatedMs, nextUpdateMs: now + revocationListMs };
      return signing((key) => makeRevocationList(key, { number: now, ...times, revoked: list }));
    },
  };
}

async function makeRow(about: {
  readonly trustDomain: string;
  readonly permitted: Permitted;
  readonly box: SecretBox;
  readonly now: number;
}): Promise<AuthorityRow> {
  const { trustDomain, permitted, box, now } = about;
  const { makeAuthority } = await import('./x509.ts');
  const keys = await newP256KeyPair();
  const lifetime = { notBeforeMs: now - backdatedMs, notAfterMs: now + authorityDays * dayMs };
  const certificate = await makeAuthority(keys, { serial: newSerial(), ...lifetime, trustDomain, permitted });
  const fingerprint = readCertificates(certificate)[0]?.sha256 ?? '';
  const key = await exportP256(keys);
  try {
    return {
      ...{ fingerprint, trust_domain: trustDomain, certificate, permitted: JSON.stringify(permitted) },
      ...{ sealed_key: box.seal(key, keyPlace(fingerprint)), created_at: now },
    };
  } finally {
    key.fill(0);
  }
}

function describe(row: AuthorityRow): AuthoritySummary {
  const [facts] = readCertificates(row.certificate);
  const permitted = z
    .object({ dns: z.array(z.string()), networks: z.array(z.string()) })
    .safeParse(parseBoundedJson(row.permitted));
  if (facts === undefined || !permitted.success)
    throw new IdentityError('identity/row-damaged', 'The stored certificate authority cannot be read.');
  return {
    fingerprint: row.fingerprint,
    trustDomain: row.trust_domain,
    permitted: permitted.data,
    createdAt: new Date(row.created_at).toISOString(),
    notAfter: new Date(facts.notAfterMs).toISOString(),
    certificate: row.certificate,
  };
}

function refuseForeign(name: string, { trustDomain, permitted }: AuthoritySummary): void {
  if (name.startsWith('spiffe://')) {
    if (!name.startsWith(`spiffe://${trustDomain}/`))
      throw invalid(`names: ${name} is not of the trust domain ${trustDomain}.`);
  } else if (!isPermitted(name, permitted)) {
    throw invalid(`names: ${name} is none that this authority was made for.`);
  }
}

/** 128 random bits, positive (RFC 5280, section 4.1.2.2), and never beginning with a zero byte that some would drop. */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return Buffer.from(bytes).toString('hex');
}

function keyPlace(fingerprint: string): string {
  return `ringwall/identity/authority/${fingerprint}`;
}

function checked<Shape>(schema: z.ZodType<Shape>, input: unknown): Shape {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalid(`${issue?.path.join('.')}: ${issue?.message}`);
}

function invalid(detail: string): IdentityError {
  return new IdentityError('identity/certificate-invalid', detail);
}

function missing(): IdentityError {
  return new IdentityError('identity/authority-missing', 'No certificate authority was made here.');
}
