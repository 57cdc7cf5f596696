/** What one route has done without durable records since its gap began. */
export class RouteGap {
  readonly route: string;
  readonly project: string;
  /** Milliseconds since the epoch. */
  readonly fromMs: number;
  /** Code of the error that began it. */
  readonly cause: string;
  /** Served while a record of theirs was not durable. */
  requests = 0;
  /** Of these a record is missing for good. */
  lost = 0;
  /** Of these a record waits in memory. */
  waiting = 0;
  bodiesNotKept = 0;
  /** Bodies of which it is not known yet whether they were kept. */
  bodiesPending = 0;

  constructor(fields: Pick<RouteGap, 'route' | 'project' | 'fromMs' | 'cause'>) {
    this.route = fields.route;
    this.project = fields.project;
    this.fromMs = fields.fromMs;
    this.cause = fields.cause;
  }

  /** As it would be if the process ended now: what waits is lost, what is not known was not kept. */
  counts(): GapCounts {
    const { route, project, fromMs, cause, requests } = this;
    return {
      ...{ route, project, fromMs, cause, requests },
      // One that is lost for another record of its own is not lost twice.
      lost: Math.min(requests, this.lost + this.waiting),
      bodiesNotKept: this.bodiesNotKept + this.bodiesPending,
    };
  }
}

export interface GapCounts {
  readonly route: string;
  readonly project: string;
  readonly fromMs: number;
  readonly cause: string;
  readonly requests: number;
  readonly lost: number;
  readonly bodiesNotKept: number;
}
