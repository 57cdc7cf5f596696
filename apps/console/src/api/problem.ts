import { isObject } from './json.ts';

/**
 * `unreachable`: nothing answered. `signed-out`: the session is gone or never was. `refused`: the server said no,
 * or failed, and said why.
 */
export type ProblemKind = 'unreachable' | 'signed-out' | 'refused';

/** What a call to the admin API failed with; `message` and `advice` are sentences for a person. */
export class ApiError extends Error {
  readonly kind: ProblemKind;
  /** HTTP status; 0 when nothing answered. */
  readonly status: number;
  readonly code: string | undefined;
  readonly advice: string | undefined;
  /** Id of the approval that a second person has to give first. */
  readonly approval: string | undefined;

  constructor(
    kind: ProblemKind,
    message: string,
    rest: {
      readonly status: number;
      readonly code?: string | undefined;
      readonly advice?: string | undefined;
      readonly approval?: string | undefined;
      readonly cause?: unknown;
    },
  ) {
    super(message, { cause: rest.cause });
    this.name = 'ApiError';
    this.kind = kind;
    this.status = rest.status;
    this.code = rest.code;
    this.advice = rest.advice;
    this.approval = rest.approval;
  }
}

/** Reads problem+json (RFC 9457) with our `code` and `advice`; any other answer becomes its status. */
export async function problemOf(response: Response): Promise<ApiError> {
  const kind = response.status === 401 ? 'signed-out' : 'refused';
  let body: unknown;
  try {
    body = await response.json();
  } catch {
    body = undefined;
  }
  const text = (name: string) => {
    const value = isObject(body) ? body[name] : undefined;
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const message = text('detail') ?? text('title') ?? `The server answered ${response.status}.`;
  return new ApiError(kind, message, {
    status: response.status,
    code: text('code'),
    advice: text('advice'),
    approval: response.headers.get('x-ringwall-approval') ?? undefined,
  });
}

/** The error as an ApiError, whatever was thrown. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError('refused', error instanceof Error ? error.message : 'Something failed.', {
    status: 0,
    cause: error,
  });
}
