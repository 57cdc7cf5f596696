import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ok, warning, wrong } from '../finding.ts';
import type { Check } from '../patient.ts';

/** The configuration file, and what the environment adds to it. */
export const configurationCheck: Check = {
  id: 'configuration',
  examine({ terminal, flags, config, configFault }) {
    const path = resolve(
      terminal.cwd,
      flags.config ?? terminal.env.RINGWALL_CONFIG ?? 'ringwall.config.yaml',
    );
    if (configFault !== undefined)
      return [
        wrong(configFault.what, {
          why: 'A server does not start with it. What it would have named is not looked at below.',
          advice: configFault.advice,
        }),
      ];
    const from = existsSync(path) ? path : 'defaults: there is no file';
    if (config?.demo !== true) return [ok(`Valid (${from})`)];
    return [
      ok(`Valid (${from})`),
      warning('No upstream is configured: the built-in demo assistant answers', {
        why: 'Applications get made-up answers.',
        advice: 'Name a provider under providers, or set OPENAI_API_KEY or ANTHROPIC_API_KEY.',
      }),
    ];
  },
};
