import { asApiError } from '../api/problem.ts';
import { ActionProblem, ProblemText } from '../ui/problem-text.tsx';
import { GatewayUnreachable } from './ask-gateway.ts';

/** Why a question did not reach the gateway, and what to do about it. */
export function AskProblem({ error }: { error: unknown }) {
  if (error instanceof GatewayUnreachable) {
    return (
      <div role="alert" className="flex flex-col gap-1">
        <p className="text-block">{error.message}</p>
        <p className="text-sm text-muted">
          It may be stopped, or behind a proxy under another name. Over TLS the browser has to trust its
          certificate too: open its address once in a tab of its own. The command beside this works from
          wherever the gateway can be reached.
        </p>
      </div>
    );
  }
  const { approval } = asApiError(error);
  return approval === undefined ? (
    <ProblemText error={error} />
  ) : (
    <ActionProblem action={{ error, approval }} />
  );
}
