export type {
  FeedEvent,
  OpenedBodies,
  OverviewReply,
  RequestDetail,
  RequestPage,
  RequestRow,
  RequestState,
  StatusReply,
} from './api.ts';
export { appErrors } from './errors.ts';
