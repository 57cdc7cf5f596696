/** The two APIs that the gateway speaks. */
export type GatewayProtocol = 'openai' | 'anthropic';

/** One question to a model, as a person puts it. */
export interface Question {
  readonly protocol: GatewayProtocol;
  readonly model: string;
  /** Empty: none. */
  readonly system: string;
  readonly user: string;
  readonly stream: boolean;
}

const maxTokens = 512;

/** Below the gateway's address. */
export const completionPaths: Readonly<Record<GatewayProtocol, string>> = {
  openai: '/v1/chat/completions',
  anthropic: '/v1/messages',
};

/** The question as its API takes it. */
export function bodyOf({ protocol, model, system, user, stream }: Question) {
  const asked = { role: 'user', content: user } as const;
  const streamed = stream ? { stream: true as const } : {};
  if (protocol === 'anthropic') {
    return {
      ...{ model, max_tokens: maxTokens, ...(system !== '' && { system }) },
      ...{ messages: [asked], ...streamed },
    };
  }
  const said = system === '' ? [] : [{ role: 'system' as const, content: system }];
  return { model, messages: [...said, asked], ...streamed };
}

/** What a request to that API carries beside its body. */
export function headersOf(protocol: GatewayProtocol, key: string): Readonly<Record<string, string>> {
  const json = { 'content-type': 'application/json' };
  return protocol === 'anthropic'
    ? { ...json, 'x-api-key': key, 'anthropic-version': '2023-06-01' }
    : { ...json, authorization: `Bearer ${key}` };
}

/** A model that a route surely knows; empty where it takes any, and which one is for somebody to say. */
export function modelOf(route: { readonly models: readonly string[]; readonly demo: boolean }): string {
  return route.models.find((name) => !name.endsWith('*')) ?? (route.demo ? 'ringwall-demo' : '');
}
