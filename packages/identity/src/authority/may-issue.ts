import type { AccessContext, Principal } from '@ringwall/core';
import { IdentityError } from '../errors.ts';
import type { Identity } from '../identity.ts';
import { requireMayBeHanded } from '../keys/hand-out.ts';
import { actionGroups } from '../policies/action-groups.ts';
import { certificateScope } from './certificate-callers.ts';

/**
 * Asked before a certificate is issued for a service or agent, beside whether the caller may issue any: with it one is
 * that service, on the admin API too. Nobody is handed an administration that they do not have themselves.
 * @throws IdentityError identity/not-yours
 */
export function requireMayIssue(
  identity: Pick<Identity, 'authorize' | 'grants' | 'holders' | 'keys' | 'projectsFor'>,
  principal: Principal,
  service: string,
  context: AccessContext,
): void {
  const { holders, projectsFor } = identity;
  const who = holders.find(service);
  if (who === undefined || principal.kind === 'shell') return;
  requireMayBeHanded(
    identity,
    principal,
    { project: holders.projectOf(service) ?? '', owner: service },
    context,
  );
  const shown: Principal = { kind: 'certificate', id: 'crt_asked_for', who, scope: certificateScope };
  const beyond = actionGroups.administration.find((action) => {
    const given = projectsFor(shown, action);
    const own = projectsFor(principal, action);
    if (own === 'all') return false;
    return given === 'all' || given.some((project) => !own.includes(project));
  });
  if (beyond !== undefined)
    throw new IdentityError('identity/not-yours', `It would permit ${beyond} where you may not do that.`);
}
