import { type ErrorTable, RingwallError } from '@ringwall/core';

export type TrafficErrorCode = 'traffic/request-unknown';

export const trafficErrors: ErrorTable<TrafficErrorCode> = {
  'traffic/request-unknown': {
    status: 404,
    exit: 2,
    title: 'No such request',
    advice: 'Look the id up in Traffic: it begins with req_.',
  },
};

export class TrafficError extends RingwallError<TrafficErrorCode> {
  constructor(code: TrafficErrorCode, detail: string) {
    super(trafficErrors, code, detail);
  }
}
