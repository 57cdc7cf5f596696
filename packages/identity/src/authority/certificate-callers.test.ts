import { describe, expect, test } from 'vitest';
import type { PeerCertificate } from '../authentication.ts';
import { caller, openIdentity, shell, temporaryDirectory } from '../identity-fixture.ts';
import { certificateId } from './issued-certificate.ts';

const hourMs = 3_600_000;

async function open() {
  const opened = await openIdentity(await temporaryDirectory());
  const { identity, clock } = opened;
  const { fingerprint } = await identity.authority.create({ trustDomain: 'example.org' }, shell);
  const service = await identity.services.create({ name: 'search' }, shell);
  const endsMs = clock.time + hourMs;
  const shows = (more: Partial<PeerCertificate> = {}): PeerCertificate => ({
    ...{ serial: '41', sha256: 'ab'.repeat(32), notAfterMs: endsMs, issuer: fingerprint },
    spiffeId: `spiffe://example.org/service/${service.id}`,
    ...more,
  });
  const present = (certificate: PeerCertificate, credential?: string) =>
    identity.authenticate({ address: '127.0.0.1', certificate, ...(credential && { credential }) });
  return { ...opened, service, shows, present };
}

describe('whoever shows a client certificate and nothing else', () => {
  test('is the service that it names, until it ends', async () => {
    const { identity, service, shows, present, clock } = await open();
    const known = present(shows());
    expect(known).toEqual({
      ok: true,
      principal: {
        ...{ kind: 'certificate', id: `crt_${'ab'.repeat(16)}`, who: { type: 'service', id: service.id } },
        scope: { routes: ['*'], models: ['*'], datasets: ['*'], purposes: ['*'], administration: true },
        untilMs: clock.time + hourMs,
      },
    });
    if (!('ok' in known) || !known.ok) throw new Error('Known above.');
    const { principal } = known;
    const again = present(shows());
    expect('ok' in again && again.ok && again.principal === principal).toBe(true);
    expect(identity.isLive(principal)).toBe(true);
    await identity.services.disable(service.id, shell);
    expect(identity.isLive(principal)).toBe(false);
    expect(present(shows())).toMatchObject({ ok: false, reason: 'disabled' });
    await identity.services.enable(service.id, shell);
    clock.time += hourMs;
    expect(identity.isLive(principal)).toBe(false);
    expect(present(shows())).toMatchObject({ ok: false, reason: 'expired' });
  });

  test('is nobody where another authority speaks for our trust domain', async () => {
    const { shows, present } = await open();
    for (const issuer of ['cd'.repeat(32), '', undefined]) {
      const { issuer: _, ...rest } = shows();
      const certificate = issuer === undefined ? rest : { ...rest, issuer };
      expect(present(certificate)).toMatchObject({ ok: false, reason: 'unknown' });
    }
  });

  test('brings no key to life that is bound to our identity, where another authority says it', async () => {
    const { identity, service, shows, present } = await open();
    const spiffeId = `spiffe://example.org/service/${service.id}`;
    const { secret } = await identity.keys.create(
      { name: 'bound', project: 'default', certificate: spiffeId },
      shell,
    );
    const key = secret.reveal();
    expect(await present(shows(), key)).toMatchObject({ ok: true });
    expect(await present(shows({ issuer: 'cd'.repeat(32) }), key)).toMatchObject({
      ...{ ok: false, reason: 'certificate' },
    });
  });

  test('may be a service that was told its identity of elsewhere, but not by our authority', async () => {
    const { identity, shows, present } = await open();
    // Its trust domain begins like ours and is another.
    const spiffeId = 'spiffe://example.org.partner/ns/a/sa/b';
    const { id } = await identity.services.create({ name: 'partner', spiffeId }, shell);
    expect(present(shows({ spiffeId, issuer: 'cd'.repeat(32) }))).toMatchObject({
      principal: { who: { id } },
    });
    expect(present(shows({ spiffeId }))).toMatchObject({ ok: false, reason: 'unknown' });
  });

  test.each([
    ['no SPIFFE identity', undefined],
    ['a service that there is not', 'spiffe://example.org/service/svc_none'],
    ['a user', 'spiffe://example.org/service/usr_local'],
    ['more of a path', 'spiffe://example.org/service/SVC/x'],
    ['another path', 'spiffe://example.org/SVC'],
    ['a trust domain that only ends alike', 'spiffe://xexample.org/service/SVC'],
  ])('is nobody with %s', async (_, text) => {
    const { service, shows, present } = await open();
    const { spiffeId: __, ...rest } = shows();
    const certificate = text === undefined ? rest : { ...rest, spiffeId: text.replace('SVC', service.id) };
    expect(present(certificate)).toMatchObject({ ok: false, reason: 'unknown' });
  });
});

describe('a certificate that comes along with a key', () => {
  test('ends what both opened when it is revoked, and opens nothing by itself', async () => {
    const { identity, shows, present, clock } = await open();
    const { secret } = await identity.keys.create({ name: 'k' }, shell);
    const certificate = shows();
    const both = present(certificate, secret.reveal());
    if (!('ok' in both) || !both.ok) throw new Error('The key is good.');
    expect(both.principal).toMatchObject({
      ...{ kind: 'key', certificate: certificateId(certificate), untilMs: clock.time + hourMs },
    });
    const again = present(certificate, secret.reveal());
    expect('ok' in again && again.ok && again.principal === both.principal).toBe(true);
    expect(identity.isLive(both.principal)).toBe(true);
    expect(present(certificate, 'rw_wrong')).toMatchObject({ ok: false, reason: 'unknown' });
    clock.time += hourMs;
    expect(present(certificate, secret.reveal())).toMatchObject({ ok: false, reason: 'expired' });
    expect(caller(identity, secret.reveal())).toBeDefined();
  });
});
