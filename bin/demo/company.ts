/** A made-up company: a shop for camping gear, its people, its applications and what each of them may use. */

interface ModelTimes {
  readonly protocol: 'openai' | 'anthropic';
  /** Until it begins to answer, and for each token of the answer. */
  readonly firstByteMs: number;
  readonly msPerToken: number;
}

/** Models as they are in the shipped price list; the times are about those of their kind. */
export const models = {
  'gpt-5.2': { protocol: 'openai', firstByteMs: 1_300, msPerToken: 13 },
  'gpt-5-mini': { protocol: 'openai', firstByteMs: 520, msPerToken: 7 },
  'gpt-5-nano': { protocol: 'openai', firstByteMs: 140, msPerToken: 4 },
  'claude-sonnet-5': { protocol: 'anthropic', firstByteMs: 840, msPerToken: 11 },
  'claude-haiku-4-5': { protocol: 'anthropic', firstByteMs: 390, msPerToken: 5 },
} as const satisfies Record<string, ModelTimes>;
export type ModelName = keyof typeof models;

export interface Person {
  readonly name: string;
  readonly displayName: string;
  readonly role: 'admin' | 'security' | 'engineer';
  /** `*`: everywhere. */
  readonly project: string;
}

export const people = [
  { name: 'mara', displayName: 'Mara Lindqvist', role: 'security', project: '*' },
  { name: 'jonas', displayName: 'Jonas Weber', role: 'engineer', project: 'default' },
  { name: 'aiko', displayName: 'Aiko Tanaka', role: 'engineer', project: 'default' },
  { name: 'samuel', displayName: 'Samuel Okoro', role: 'engineer', project: 'default' },
] as const satisfies readonly Person[];

export interface Caller {
  /** The service that its key belongs to; absent: the key belongs to a person. */
  readonly service?: string;
  readonly person?: (typeof people)[number]['name'];
  /** It acts for a person. */
  readonly agentOf?: (typeof people)[number]['name'];
  readonly key: string;
  readonly routes: readonly string[];
  readonly models: readonly ModelName[];
  readonly purposes?: readonly string[];
}

/** Who sends requests, and what their keys are good for. */
export const callers = {
  support: {
    service: 'support-bot',
    key: 'support-bot',
    routes: ['support'],
    models: ['gpt-5-mini'],
    purposes: ['customer-support'],
  },
  advisor: {
    service: 'shop-advisor',
    key: 'shop-advisor',
    routes: ['shop'],
    models: ['claude-haiku-4-5'],
    purposes: ['product-advice'],
  },
  handbook: {
    service: 'handbook-search',
    key: 'handbook-search',
    routes: ['handbook'],
    models: ['claude-sonnet-5', 'claude-haiku-4-5'],
    purposes: ['handbook'],
  },
  reviews: {
    service: 'review-batch',
    key: 'review-batch',
    routes: ['reviews'],
    models: ['gpt-5-nano'],
    purposes: ['review-rating'],
  },
  code: {
    service: 'code-review',
    key: 'code-review-ci',
    routes: ['code'],
    models: ['gpt-5.2', 'gpt-5-mini'],
  },
  invoices: {
    service: 'invoice-agent',
    agentOf: 'samuel',
    key: 'invoice-agent',
    routes: ['invoices'],
    models: ['claude-sonnet-5'],
    purposes: ['invoice-entry'],
  },
  trainee: {
    person: 'jonas',
    key: 'trainee-notebook',
    routes: ['handbook'],
    models: ['claude-haiku-4-5'],
  },
} as const satisfies Record<string, Caller>;

export type AppName = keyof typeof callers;
/** A stranger has no key that was ever good. */
export type CallerName = AppName | 'stranger';

export interface DemoRoute {
  readonly name: string;
  readonly provider: 'scripted-openai' | 'scripted-anthropic';
  readonly models: readonly ModelName[];
  readonly profile: 'observe' | 'balanced' | 'strict';
  readonly keepBodies: boolean;
}

export const routes: readonly DemoRoute[] = [
  {
    name: 'support',
    provider: 'scripted-openai',
    models: ['gpt-5-mini'],
    profile: 'balanced',
    keepBodies: true,
  },
  {
    name: 'shop',
    provider: 'scripted-anthropic',
    models: ['claude-haiku-4-5'],
    profile: 'balanced',
    keepBodies: true,
  },
  {
    name: 'handbook',
    provider: 'scripted-anthropic',
    models: ['claude-sonnet-5', 'claude-haiku-4-5'],
    profile: 'balanced',
    keepBodies: false,
  },
  {
    name: 'reviews',
    provider: 'scripted-openai',
    models: ['gpt-5-nano'],
    profile: 'observe',
    keepBodies: false,
  },
  {
    name: 'code',
    provider: 'scripted-openai',
    models: ['gpt-5.2', 'gpt-5-mini'],
    profile: 'balanced',
    keepBodies: true,
  },
  {
    name: 'invoices',
    provider: 'scripted-anthropic',
    models: ['claude-sonnet-5'],
    profile: 'strict',
    keepBodies: true,
  },
];

const dollar = 1_000_000_000;

export interface DemoLimit {
  /** A caller's key, or another subject as the API writes it. */
  readonly of: { readonly caller: AppName } | { readonly subject: string };
  readonly metric: 'requests' | 'tokens' | 'money' | 'concurrency';
  readonly amount: number;
  readonly per?: 'minute' | 'hour' | 'day' | 'month';
}

export const limits: readonly DemoLimit[] = [
  { of: { subject: 'key:*' }, metric: 'concurrency', amount: 32 },
  { of: { subject: 'project:default' }, metric: 'money', amount: 2.6 * dollar, per: 'month' },
  { of: { caller: 'reviews' }, metric: 'requests', amount: 40, per: 'minute' },
  { of: { caller: 'code' }, metric: 'money', amount: 2 * dollar, per: 'day' },
  { of: { caller: 'support' }, metric: 'tokens', amount: 1_000_000, per: 'month' },
];

/** One rule of its own, as a company might have it. */
export const ownPolicy = `@id("no-large-models-for-notebooks")
@reason("Notebooks are for trying things out: they get the small models alone.")
forbid (principal, action == Ringwall::Action::"route.invoke", resource)
when { context has model && context.model == "claude-sonnet-5" && !(context has purpose) };
`;
