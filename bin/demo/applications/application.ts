import type { AppName, ModelName } from '../company.ts';
import type { Tool } from '../planned.ts';

/** What somebody writes and what is answered; with a tool the model asks it first. */
export interface Line {
  readonly user: string;
  readonly says: string;
  readonly tool?: { readonly name: string; readonly asks: string; readonly result: string };
}

/** A conversation. `{order}`, `{product}`, `{city}`, `{name}` and `{days}` are filled in anew each time. */
export type Dialogue = readonly [Line, ...Line[]];

/** A program of the company, and how it is used on an ordinary day. */
export interface Application {
  readonly caller: AppName;
  readonly purpose?: string;
  readonly system: string;
  readonly tools: readonly Tool[];
  readonly dialogues: readonly [Dialogue, ...Dialogue[]];
  /** With how many of its conversations it uses which model. */
  readonly models: readonly [{ readonly model: ModelName; readonly share: number }, ...Share[]];
  /** Of its requests, how many are streamed. */
  readonly streamed: number;
  readonly conversationsPerDay: number;
  /** How busy it is at an hour of the day, from 0 to 1. */
  readonly busy: (hour: number) => number;
  /** Whom its conversations are about: customers write seldom, colleagues often; absent: nobody. */
  readonly subjects?: { readonly prefix: string; readonly count: number };
}

interface Share {
  readonly model: ModelName;
  readonly share: number;
}

/** From nine to six, with a lunch. */
export const officeHours = (hour: number): number =>
  hour < 8 || hour >= 19 ? 0.03 : hour === 12 ? 0.5 : hour === 8 || hour === 18 ? 0.35 : 1;

/** All day, most in the late morning and in the evening. */
export const shopHours = (hour: number): number =>
  0.1 + Math.exp(-(((hour - 11) / 2.5) ** 2)) * 0.7 + Math.exp(-(((hour - 20) / 2.2) ** 2)) * 0.9;
