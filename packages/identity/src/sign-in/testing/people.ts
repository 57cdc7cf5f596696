import type { Principal } from '@ringwall/core';
import { openIdentity, shell, shellPrincipal, temporaryDirectory } from '../../identity-fixture.ts';
import type { SignInStep } from '../sign-in.ts';
import { base32, totpCode } from '../totp.ts';

export const words = 'four unrelated words please';
export const place = { address: '192.0.2.1' } as const;
export const party = { id: 'console.example', origin: 'https://console.example' } as const;

/** Test helper: identity with people in it who sign in. */
export async function openPeople(given: Parameters<typeof openIdentity>[2] = {}, directory?: string) {
  const opened = await openIdentity(directory ?? (await temporaryDirectory()), undefined, given);
  const { identity, clock } = opened;
  const { account, administration, signIn } = identity.local;
  return {
    ...opened,
    ...{ account, administration, signIn },
    /** Somebody who was just invited and has set a password. */
    async person(name: string, role?: 'admin' | 'security' | 'engineer') {
      const user = await identity.users.create({ name }, shell);
      if (role !== undefined) await identity.grants.create({ to: user.id, role, project: '*' }, shell);
      const { token } = await administration.invite(shellPrincipal, user.id, { reset: false });
      const session = await identity.signInWithLink(token.reveal());
      if (session === undefined) throw new Error('The invitation was not taken.');
      await account.setPassword(session.principal, words, place.address);
      return { user, principal: session.principal, cookie: session.session.reveal() };
    },
    /** Sets up one-time codes; gives the principal that goes on, and what the app shows. */
    async withTotp(principal: Principal) {
      const { ticket, secret } = account.beginTotp(principal);
      const code = () => codeOf(secret, clock.time);
      const { session, recoveryCodes = [] } = await account.confirmTotp(principal, { ticket, code: code() });
      clock.time += 60_000;
      return { principal: session?.principal ?? principal, code, recoveryCodes };
    },
    password: (name: string, password = words) => signIn.withPassword({ name, password }, place),
  };
}

/** The ticket of a step that asks for a second factor. */
export function ticketOf(step: SignInStep): string {
  if (step.state !== 'second-factor') throw new Error(`The step is ${step.state}.`);
  return step.ticket;
}

function codeOf(secret: string, nowMs: number): string {
  const bits = [...secret].map((char) => alphabet.indexOf(char).toString(2).padStart(5, '0')).join('');
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  if (base32(bytes) !== secret) throw new Error('The secret is not base32.');
  return totpCode(bytes, Math.floor(nowMs / 30_000));
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
