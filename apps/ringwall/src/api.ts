import type {
  OpenedBodies,
  Overview,
  RequestDetail,
  RequestPage,
  RequestRow,
  RequestState,
} from '@ringwall/gateway';
import type { LedgerHead } from '@ringwall/ledger';

/** What the admin API answers, operation by operation. The console and the command line read it through these. */

export type { StatusReply } from './server/status-reply.ts';

/** GET /api/requests, GET /api/requests/count, GET /api/requests/:request, POST /api/requests/:request/open { reason } */
export type { OpenedBodies, RequestDetail, RequestPage, RequestRow, RequestState };

/** GET /api/overview?hours=1|24|168 */
export type OverviewReply = Overview;

/**
 * GET /api/events (server-sent events). `id` is the ledger index; send it back as Last-Event-ID.
 * event `request`: a RequestRow, whenever one opens or closes. event `head`: a LedgerHead.
 */
export type FeedEvent =
  | { readonly event: 'request'; readonly data: RequestRow }
  | { readonly event: 'head'; readonly data: LedgerHead };
