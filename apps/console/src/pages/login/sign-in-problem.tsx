import { asApiError } from '../../api/problem.ts';

/** Why it did not work, in words that tell nobody whether a name is known here. */
export function SignInProblem({ error }: { error: unknown }) {
  if (error === null || error === undefined) return null;
  const { status, kind, message, advice } = asApiError(error);
  const says =
    kind === 'unreachable'
      ? 'The Ringwall server does not answer.'
      : status === 401
        ? 'That did not match. Check what you typed and try again.'
        : message;
  return (
    <p role="alert" className="rounded-md border border-block/50 bg-block/8 px-3 py-2">
      {says} {status === 401 || advice === undefined ? null : <span className="text-muted">{advice}</span>}
    </p>
  );
}
