import { routes } from './company.ts';

/** The configuration of the demo: the company's routes, to upstreams that are scripted. JSON is YAML too. */
export function demoConfig(
  upstreamUrl: string,
  witnesses: readonly { readonly url: string; readonly keys: readonly string[] }[] = [],
): string {
  const config = {
    providers: {
      'scripted-openai': { protocol: 'openai', baseUrl: `${upstreamUrl}/v1` },
      'scripted-anthropic': { protocol: 'anthropic', baseUrl: upstreamUrl },
    },
    routes,
    // Nobody stays long in a demo, and a small disk shall do for it.
    ledger: { reserveBytes: 1 << 20, minFreeBytes: 64 << 20, witnesses },
  };
  return `# Written by the demo each time it starts. Its upstreams are programs of its own that stand in for models.\n${JSON.stringify(config, null, 2)}\n`;
}
