import type { Log } from './server.ts';

/** Something that is wrong now and that a person should see to. */
export interface Alarm {
  /** Stays the same while it lasts: `disk-low`, `gap:<route>`. */
  readonly id: string;
  readonly title: string;
  readonly detail?: string;
  readonly advice: string;
  /** RFC 3339, where it is known. */
  readonly since?: string;
}

/** Tells what is wrong at the moment of the call; cheap, and never throws. */
export type AlarmSource = () => readonly Alarm[];

const lookEveryMs = 1000;

/** What is wrong now, from all who watch something; logged when it begins and when it is over. */
export class Alarms {
  readonly #log: Log;
  readonly #sources: AlarmSource[];
  #raised = new Map<string, Alarm>();
  readonly #timer: NodeJS.Timeout;

  constructor(log: Log, sources: readonly AlarmSource[]) {
    this.#log = log;
    this.#sources = [...sources];
    this.#timer = setInterval(() => this.look(), lookEveryMs).unref();
  }

  add(source: AlarmSource): void {
    this.#sources.push(source);
  }

  list(): readonly Alarm[] {
    return this.#sources.flatMap((source) => source());
  }

  /** Logs what has begun and what is over since the last look. For whoever knows that something changed. */
  look(): void {
    const now = new Map(this.list().map((alarm) => [alarm.id, alarm]));
    for (const [id, { title, detail, advice }] of now) {
      if (!this.#raised.has(id)) this.#log('error', title, { alarm: id, detail, advice });
    }
    for (const [id, { title }] of this.#raised) {
      if (!now.has(id)) this.#log('info', 'An alarm is over', { alarm: id, title });
    }
    this.#raised = now;
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
