import type { Rule } from '../rules/rule.ts';

// Examples are put together from pieces, so that no scanner of this repository takes them for real.
const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const filler = (length: number) => letters.repeat(Math.ceil(length / letters.length)).slice(0, length);
const token = '[A-Za-z0-9_\\-]';
const alnum = '[A-Za-z0-9]';

/** Keys of model providers, and our own. */
export const modelKeyRules: readonly Rule[] = [
  {
    id: 'openai-key',
    severity: 'high',
    confidence: 0.95,
    reason: 'The text holds an OpenAI API key.',
    patterns: [
      `sk-(proj|svcacct|admin|service|None)-${token}{20}`,
      `\\<sk-${alnum}{32}`,
      // A key right behind an escape that was written out, as in source code.
      `\\\\[nrt]sk-${alnum}{32}`,
    ],
    tail: token,
    examples: {
      positive: [`sk-${'proj'}-${filler(48)}`, `key=sk-${filler(48)};`, `"a\\nsk-${filler(40)}"`],
      negative: ['sk-learn-pipelines-and-more-things', `task-${filler(40)}`, 'sk-proj- is the prefix'],
    },
  },
  {
    id: 'anthropic-key',
    severity: 'high',
    confidence: 0.97,
    reason: 'The text holds an Anthropic API key.',
    patterns: [`sk-ant-${alnum}{2,12}-${token}{20}`],
    tail: token,
    examples: {
      positive: [`sk-${'ant'}-api03-${filler(80)}-AA`],
      negative: ['sk-ant-api03-... goes here', 'giant-ant-hills'],
    },
  },
  {
    id: 'model-provider-key',
    severity: 'high',
    confidence: 0.9,
    reason: 'The text holds an API key of a model provider.',
    patterns: [
      `sk-or-v1-[0-9a-f]{32}`,
      `\\<gsk_${alnum}{40}`,
      `\\<hf_${alnum}{30}`,
      `\\<xai-${alnum}{60}`,
      `\\<pplx-${alnum}{40}`,
      `\\<r8_${alnum}{36}`,
    ],
    tail: token,
    examples: {
      positive: [`h${'f'}_${filler(34)}`, `gs${'k'}_${filler(52)}`, `sk-${'or'}-v1-${'0a1b2c3d'.repeat(8)}`],
      negative: ['hf_transfer is a Python package', 'the gsk_config file'],
    },
  },
  {
    id: 'ringwall-key',
    severity: 'critical',
    confidence: 0.99,
    reason: 'The text holds a Ringwall key.',
    patterns: [`\\<rw_${token}{12}_${token}{43}`],
    tail: token,
    examples: {
      positive: [`rw_${filler(12)}_${filler(43)}`],
      negative: ['rw_lock and rw_semaphore', `rw_${filler(12)}`],
    },
  },
];

/** Keys of clouds, code hosts, payment and messaging. */
export const platformKeyRules: readonly Rule[] = [
  {
    id: 'aws-key',
    severity: 'high',
    confidence: 0.95,
    reason: 'The text holds an AWS access key.',
    patterns: [
      '(AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}',
      '(secret|SECRET|Secret)_?(access|ACCESS|Access)?_?(key|KEY|Key)["\'\\s]{0,3}[:=]["\'\\s]{0,3}[A-Za-z0-9/+]{40}',
    ],
    tail: '[A-Za-z0-9/+=]',
    examples: {
      positive: [`AK${'IA'}IOSFODNN7EXAMPLE`, `aws_secret_access_key = ${filler(40)}`],
      negative: ['AKIA is the prefix of long-term keys', 'secret_access_key = ask your administrator'],
    },
  },
  {
    id: 'github-token',
    severity: 'high',
    confidence: 0.97,
    reason: 'The text holds a GitHub token.',
    patterns: [`gh[pousr]_${alnum}{36}`, `github_pat_[A-Za-z0-9_]{50}`],
    tail: '[A-Za-z0-9_]',
    examples: {
      positive: [
        `gh${'p'}_${filler(36)}`,
        `github_${'pat'}_${filler(22)}_${filler(59)}`,
        `x:gh${'s'}_${filler(36)}@`,
      ],
      negative: ['ghp_ is the prefix', 'https://github.com/owner/repository'],
    },
  },
  {
    id: 'google-key',
    severity: 'high',
    confidence: 0.95,
    reason: 'The text holds a Google API key or client secret.',
    patterns: [`AIza${token}{35}`, `GOCSPX-${token}{28}`, `ya29\\.${token}{30}`],
    tail: token,
    examples: {
      positive: [`AI${'za'}${filler(35)}`, `GOC${'SPX'}-${filler(28)}`],
      negative: ['AIzawa is a family name', 'GOCSPX-secret'],
    },
  },
  {
    id: 'stripe-key',
    severity: 'high',
    confidence: 0.95,
    reason: 'The text holds a Stripe key.',
    patterns: [`(sk|rk)_live_${alnum}{16}`, `whsec_${alnum}{24}`],
    tail: alnum,
    examples: {
      positive: [`sk_${'live'}_${filler(24)}`, `wh${'sec'}_${filler(32)}`],
      negative: [`pk_live_${filler(24)}`, 'sk_live_ starts a live key'],
    },
  },
  {
    id: 'slack-token',
    severity: 'high',
    confidence: 0.95,
    reason: 'The text holds a Slack token or webhook.',
    patterns: [
      'xox[abeoprs]-[0-9A-Za-z\\-]{10}',
      'xapp-\\d-[0-9A-Za-z\\-]{10}',
      'hooks\\.slack\\.com/services/[A-Z0-9]{6,16}/[A-Z0-9]{6,16}/[A-Za-z0-9]{16}',
    ],
    tail: '[0-9A-Za-z\\-]',
    examples: {
      positive: [
        `xo${'xb'}-123456789012-${filler(24)}`,
        `https://hooks.slack.com/services/T${'0AAAA'}AAA/B0BBBBBBB/${filler(24)}`,
      ],
      negative: ['xoxo-gossip', 'hooks.slack.com/services/ is the prefix'],
    },
  },
  {
    id: 'platform-token',
    severity: 'high',
    confidence: 0.9,
    reason: 'The text holds an access token of a hosting or delivery service.',
    patterns: [
      `\\<npm_${alnum}{36}`,
      `\\<gl(pat|ptt|dt|rt|cbt|soat)-${token}{20}`,
      `pypi-AgEIcHlwaS5vcmc${token}{40}`,
      `dop_v1_[a-f0-9]{40}`,
      `\\<SG\\.${token}{16,32}\\.${token}{30}`,
      `AccountKey=[A-Za-z0-9+/]{40}`,
      `\\<\\d{8,10}:AA${token}{33}`,
      `\\<dckr_pat_${token}{20}`,
      `\\<shpat_[a-f0-9]{32}`,
      `\\<hvs\\.${token}{24}`,
      `\\<lin_api_${alnum}{40}`,
    ],
    tail: '[A-Za-z0-9_\\-+/=]',
    examples: {
      positive: [
        `np${'m'}_${filler(36)}`,
        `gl${'pat'}-${filler(20)}`,
        `S${'G'}.${filler(22)}.${filler(43)}`,
        `AccountName=x;Account${'Key'}=${filler(86)}==`,
        `12345678:A${'A'}${filler(33)}`,
      ],
      negative: ['npm_config_registry=https://registry.example.org', 'glpat-short', 'AccountKey=<your key>'],
    },
  },
];
