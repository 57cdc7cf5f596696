import type { Principal, Role } from '@ringwall/core';
import { describe, expect, test } from 'vitest';
import { openIdentity, shell, shellPrincipal, temporaryDirectory } from '../identity-fixture.ts';
import { newCertificateRequest } from './certificate-request.ts';
import { authorityModule } from './module.ts';

async function open() {
  const signIn = { requireSecondFactor: false };
  const opened = await openIdentity(await temporaryDirectory(), undefined, { signIn });
  const { identity } = opened;
  await identity.authority.create({ trustDomain: 'example.org' }, shell);
  await identity.projects.create({ id: 'clinic' }, shell);
  const route = authorityModule
    .routes?.({ identity })
    .find(({ method, path }) => `${method} ${path}` === 'POST /api/certificates');
  const { request } = await newCertificateRequest();
  const person = async (name: string, role: Role): Promise<Principal> => {
    const { id } = await identity.users.create({ name }, shell);
    await identity.grants.create({ to: id, role, project: '*' }, shell);
    return { kind: 'session', id: `ses_${name}`, who: { type: 'user', id } };
  };
  let services = 0;
  return {
    ...{ ...opened, person },
    /** What comes of asking for a certificate of a service that holds this. */
    async asks(principal: Principal, role?: Role, project = '*', onBehalfOf?: string) {
      const input = { name: `service ${++services}`, ...(onBehalfOf && { onBehalfOf }) };
      const { id } = await identity.services.create(input, shell);
      const expiresAt = '2026-12-01T00:00:00Z';
      if (role !== undefined) await identity.grants.create({ to: id, role, project, expiresAt }, shell);
      const asked = { principal, body: { request, service: id }, address: '192.0.2.1' };
      return route?.handle({
        ...{ ...asked, params: {}, query: {}, headers: {}, projects: 'all' },
        signal: AbortSignal.timeout(30_000),
      });
    },
  };
}

const notYours = { code: 'identity/not-yours', status: 403 };
const issued = { certificate: { purpose: 'client' } };

describe('whoever may issue certificates', () => {
  test('issues none for a service that may administer more than they may', async () => {
    const { person, asks } = await open();
    const sam = await person('sam', 'security');
    await expect(asks(sam, 'admin')).rejects.toMatchObject(notYours);
    await expect(asks(sam, 'admin', 'clinic')).rejects.toMatchObject(notYours);
    await expect(asks(sam, 'compliance', 'clinic')).rejects.toMatchObject(notYours);
    expect(await asks(sam)).toMatchObject(issued);
    expect(await asks(sam, 'service')).toMatchObject(issued);
    expect(await asks(sam, 'security')).toMatchObject(issued);
    expect(await asks(sam, 'auditor', 'clinic')).toMatchObject(issued);
  });

  test('issues none for an agent that acts for somebody else', async () => {
    const { person, asks } = await open();
    const [sam, ada] = [await person('sam', 'security'), await person('ada', 'engineer')];
    await expect(asks(sam, undefined, '*', ada.who.id)).rejects.toMatchObject(notYours);
    expect(await asks(sam, undefined, '*', sam.who.id)).toMatchObject(issued);
  });

  test('issues all of them as an administrator, or from the shell', async () => {
    const { person, asks } = await open();
    const boss = await person('boss', 'admin');
    expect(await asks(boss, 'admin')).toMatchObject(issued);
    expect(await asks(boss, undefined, '*', 'usr_local')).toMatchObject(issued);
    expect(await asks(shellPrincipal, 'admin')).toMatchObject(issued);
  });
});
