import { type ErrorTable, RingwallError } from '@ringwall/core';

export type GatewayErrorCode =
  | 'gateway/unauthenticated'
  | 'gateway/forbidden'
  | 'gateway/path-unknown'
  | 'gateway/method-not-allowed'
  | 'gateway/route-unknown'
  | 'gateway/body-too-large'
  | 'gateway/body-encoding'
  | 'gateway/body-incomplete'
  | 'gateway/request-not-understood'
  | 'gateway/subject-invalid'
  | 'gateway/purpose-invalid'
  | 'gateway/conversation-invalid'
  | 'gateway/prompt-blocked'
  | 'gateway/completion-blocked'
  | 'gateway/limit-reached'
  | 'gateway/budget-exhausted'
  | 'gateway/price-unknown'
  | 'gateway/not-recorded'
  | 'gateway/disk-low'
  | 'gateway/draining'
  | 'gateway/route-contained'
  | 'gateway/route-missing'
  | 'gateway/revoked'
  | 'gateway/upstream-unreachable'
  | 'gateway/upstream-timeout'
  | 'gateway/upstream-not-understood'
  | 'gateway/upstream-refused';

export const gatewayErrors: ErrorTable<GatewayErrorCode> = {
  'gateway/unauthenticated': {
    status: 401,
    exit: 3,
    title: 'No valid API key',
    advice: 'Send a Ringwall key, made with `ringwall key create`, where the SDK puts its API key.',
  },
  'gateway/forbidden': {
    status: 403,
    exit: 3,
    title: 'The key may not do this',
    advice: 'Use a key whose scope covers the route, or widen the scope.',
  },
  'gateway/path-unknown': {
    status: 404,
    exit: 2,
    title: 'No such path on the gateway',
    advice: 'Use /v1/chat/completions, /v1/messages or /v1/models: what is not understood is not forwarded.',
  },
  'gateway/method-not-allowed': {
    status: 405,
    exit: 2,
    title: 'Wrong method for this path',
    advice: 'Use the method that the Allow header names.',
  },
  'gateway/route-unknown': {
    status: 404,
    exit: 2,
    title: 'No route serves this model',
    advice: 'Ask for a model that GET /v1/models lists, or add a route for it to ringwall.config.yaml.',
  },
  'gateway/body-too-large': {
    status: 413,
    exit: 2,
    title: 'The body is too large',
    advice: 'Send a smaller request, or raise limits.maxBodyBytes.',
  },
  'gateway/body-encoding': {
    status: 415,
    exit: 2,
    title: 'The body is not plain JSON',
    advice: 'Send application/json in UTF-8 without content encoding.',
  },
  'gateway/body-incomplete': {
    status: 400,
    exit: 2,
    title: 'The body did not arrive whole',
    advice: 'Send as many bytes as Content-Length says, in time.',
  },
  'gateway/request-not-understood': {
    status: 400,
    exit: 2,
    title: 'A part of the request cannot be inspected',
    advice: 'Leave out the part the detail names: what Ringwall cannot inspect it does not forward.',
  },
  'gateway/subject-invalid': {
    status: 400,
    exit: 2,
    title: 'The person a request is about cannot be understood',
    advice: 'Name one person in x-ringwall-subject, in at most 256 bytes.',
  },
  'gateway/purpose-invalid': {
    status: 400,
    exit: 2,
    title: 'The header X-Ringwall-Purpose cannot be taken',
    advice: 'Say in one word what the request is for, such as `triage`, or leave the header out.',
  },
  'gateway/conversation-invalid': {
    status: 400,
    exit: 2,
    title: 'The header X-Ringwall-Conversation cannot be taken',
    advice: 'Name one conversation in at most 256 bytes, or leave the header out.',
  },
  'gateway/prompt-blocked': {
    status: 400,
    exit: 1,
    title: 'The prompt was blocked',
    advice: 'See the request in the console; change the prompt, or the profile of the route.',
  },
  'gateway/completion-blocked': {
    status: 400,
    exit: 1,
    title: 'The completion was blocked',
    advice: 'See the request in the console; change the prompt, or the profile of the route.',
  },
  'gateway/limit-reached': {
    status: 429,
    exit: 1,
    title: 'A limit is reached',
    advice: 'Try again after the time that Retry-After names, or ask for a higher limit.',
  },
  'gateway/budget-exhausted': {
    status: 429,
    exit: 1,
    title: 'A budget is used up',
    advice: 'Wait for the next window, or ask for a higher budget: `ringwall limit list` shows them.',
  },
  'gateway/price-unknown': {
    status: 403,
    exit: 2,
    title: 'A budget applies, and the price of the model is not known',
    advice: 'Name the price of the model under `prices` in ringwall.config.yaml.',
  },
  'gateway/not-recorded': {
    status: 503,
    exit: 3,
    title: 'The request could not be recorded',
    advice: 'Try again; if it stays so, look at the disk under the data directory.',
  },
  'gateway/disk-low': {
    status: 503,
    exit: 3,
    title: 'No more requests are taken: the disk for their records is nearly full',
    advice: 'Try again later; free space on the disk of the data directory.',
  },
  'gateway/draining': {
    status: 503,
    exit: 3,
    title: 'The server is shutting down',
    advice: 'Try again.',
  },
  'gateway/route-contained': {
    status: 503,
    exit: 3,
    title: 'The route is out of service',
    advice:
      'Try again after the time that Retry-After names. `ringwall route list` says why, and `ringwall route release` ends it.',
  },
  'gateway/route-missing': {
    status: 404,
    exit: 2,
    title: 'No such route',
    advice: '`ringwall route list` names them all.',
  },
  'gateway/revoked': {
    status: 403,
    exit: 3,
    title: 'The right to this was taken away',
    advice: 'Ask whoever gave you the key: it was revoked, or what it may do was changed.',
  },
  'gateway/upstream-unreachable': {
    status: 502,
    exit: 3,
    title: 'The upstream could not be reached',
    advice: "Check the provider's address and the network.",
  },
  'gateway/upstream-timeout': {
    status: 504,
    exit: 3,
    title: 'The upstream did not answer in time',
    advice: 'Try again, or raise limits.upstreamTimeoutMs.',
  },
  'gateway/upstream-not-understood': {
    status: 502,
    exit: 3,
    title: 'The upstream answered something that cannot be inspected',
    advice: 'Check that the provider speaks the protocol of the route.',
  },
  'gateway/upstream-refused': {
    status: 502,
    exit: 3,
    title: 'The upstream refused the request',
    advice:
      "Read the detail; where it is about credentials, check the provider's key in Ringwall's environment.",
  },
};

export class GatewayError extends RingwallError<GatewayErrorCode> {
  constructor(code: GatewayErrorCode, detail: string, options?: { readonly cause?: unknown }) {
    super(gatewayErrors, code, detail, options);
  }
}
