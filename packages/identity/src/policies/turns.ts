import { IdentityError } from '../errors.ts';

/** Has work done when what was asked before is done. @throws IdentityError identity/policy-busy */
export type InTurn = <Value>(work: () => Promise<Value>) => Promise<Value>;

/** Work on policies that is done one at a time; with `most` of it asked and not done, more is refused. */
export function takeTurns(most = 8): InTurn {
  let asked = 0;
  let last: Promise<unknown> = Promise.resolve();
  return async (work) => {
    if (asked >= most) {
      throw new IdentityError('identity/policy-busy', `${most} texts or tests of policies are waiting.`);
    }
    asked++;
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      asked--;
    }
  };
}
