/** A kind of upstream, and what makes the server use it. */
export interface UpstreamSetup {
  readonly id: 'openai' | 'anthropic' | 'compatible';
  readonly title: string;
  /** What to type before the server is started. */
  readonly environment: string;
  /** What ringwall.config.yaml says; absent where nothing has to. */
  readonly yaml?: string;
}

/** The ways there are, the shortest first. Keys are in the environment: no file and no command line holds one. */
export const upstreamSetups: readonly UpstreamSetup[] = [
  {
    ...{ id: 'openai', title: 'OpenAI' },
    environment: 'read -rs OPENAI_API_KEY && export OPENAI_API_KEY',
  },
  {
    ...{ id: 'anthropic', title: 'Anthropic' },
    environment: 'read -rs ANTHROPIC_API_KEY && export ANTHROPIC_API_KEY',
  },
  {
    ...{ id: 'compatible', title: 'One that speaks OpenAI’s API' },
    environment: 'read -rs UPSTREAM_API_KEY && export UPSTREAM_API_KEY',
    yaml: `providers:
  own:
    protocol: openai
    baseUrl: https://models.example.com/v1
    apiKeyEnv: UPSTREAM_API_KEY
routes:
  - name: own
    provider: own
    models: [my-model]`,
  },
];
