import { credentialHeaders, type Provider } from '@ringwall/gateway';
import { boundedRequest, ExchangeFault } from '../../transport/bounded-request.ts';
import { openOutbound } from '../../transport/outbound/outbound.ts';
import { type Found, ok, skipped, warning, wrong } from '../finding.ts';
import type { Check } from '../patient.ts';
import { skewFindings } from './clock.ts';

const timeoutMs = 10_000;
const maxListBytes = 8 << 20;

/** Whether each upstream answers and takes our credential: its list of models is asked for, which costs no tokens. */
export const upstreamsCheck: Check = {
  id: 'upstreams',
  async examine({ config, offline, clock }) {
    if (config === undefined) return [skipped('The configuration does not say which')];
    const providers = [...new Map(config.routes.map(({ provider }) => [provider.id, provider])).values()];
    if (providers.length === 0) return [ok('None configured')];
    if (offline) return [skipped(`${providers.map(({ id }) => id).join(', ')}: not asked, --offline`)];
    const outbound = openOutbound(config.outbound);
    try {
      const asked = providers.map((provider) => {
        const pool = outbound.pool(new URL(provider.baseUrl).origin);
        return ask(provider, { pool, now: () => clock.now() });
      });
      return (await Promise.all(asked)).flat();
    } finally {
      await outbound.close();
    }
  },
};

type Pool = ReturnType<ReturnType<typeof openOutbound>['pool']>;

async function ask(
  provider: Provider,
  { pool, now }: { readonly pool: Pool; readonly now: () => number },
): Promise<readonly Found[]> {
  const { id, baseUrl, modelsPath } = provider;
  const headers = pairs(credentialHeaders(provider));
  const request = {
    method: 'GET',
    url: new URL(baseUrl + modelsPath),
    headers,
    timeoutMs,
    maxBytes: maxListBytes,
  };
  try {
    const { status, headers: answered } = await boundedRequest(pool, request);
    return [answerFinding(id, status, provider.auth !== 'none'), ...skewFindings(id, answered.date, now())];
  } catch (error) {
    if (!(error instanceof ExchangeFault)) throw error;
    return [
      wrong(`${id}: ${baseUrl} does not answer. ${error.message}`, {
        why: 'Requests to its routes are answered with 502 or 504.',
        advice: 'Check baseUrl, the network and outbound (proxy, allow, caFile) in ringwall.config.yaml.',
      }),
    ];
  }
}

/** What there is to say of how an upstream answered when its models were asked for. */
export function answerFinding(id: string, status: number, withCredential: boolean): Found {
  if (status === 401 || status === 403)
    return wrong(
      `${id}: it refuses ${withCredential ? 'our credential' : 'to answer without a credential'} (${status})`,
      {
        why: 'Every request to its routes fails.',
        advice:
          'Put a valid key where apiKeyEnv or apiKeyFile of the provider says, and start the server again.',
      },
    );
  if (status >= 500 || status === 429)
    return warning(`${id}: it answers ${status}`, {
      why: 'It may answer requests in the same way.',
      advice: 'Look at its status page, and run this again.',
    });
  const taken = withCredential ? ', and takes our credential' : '';
  if (status < 300) return ok(`${id}: it answers${taken}`);
  return ok(`${id}: it answers, and has no list of models (${status}); the credential was not tried`);
}

/** From the flat list that undici takes. */
function pairs(flat: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1] ?? '']] : [])));
}
