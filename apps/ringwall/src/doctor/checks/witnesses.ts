import { decodeUtf8 } from '@ringwall/core';
import { parseCheckpointText, parseNote } from '@ringwall/verifier';
import { boundedRequest, ExchangeFault } from '../../transport/bounded-request.ts';
import { openOutbound } from '../../transport/outbound/outbound.ts';
import { type Found, ok, skipped, warning, wrong } from '../finding.ts';
import type { Check } from '../patient.ts';
import { skewFindings } from './clock.ts';
import { type SignedHead, signedHead } from './ledger-files.ts';

const timeoutMs = 10_000;
const maxNoteBytes = 65_536;

/** Whether somebody else sees the log, and has seen as much of it as there is. */
export const witnessesCheck: Check = {
  id: 'witnesses',
  readsData: true,
  async examine({ config, directory, offline, clock, status }) {
    if (config === undefined) return [skipped('The configuration does not say which')];
    const { witnesses } = config.ledger;
    if (witnesses.length === 0)
      return [
        warning('Nobody else has seen the log', {
          why: 'Who has its key and its disk can rewrite it whole.',
          advice: 'Run `ringwall ledger witness` on another machine, and name it under ledger.witnesses.',
        }),
      ];
    const head = await signedHead(directory);
    if (head.kind !== 'signed') return [skipped('There is no signed log yet that they could have seen')];
    if (offline) return [skipped(`${witnesses.map(({ url }) => url).join(', ')}: not asked, --offline`)];
    const outbound = openOutbound(config.outbound);
    try {
      const agent = outbound.agent(witnesses.map(({ url }) => url));
      const running = status !== undefined;
      const asked = witnesses.map(({ url }) => ask(url, { head, agent, running, now: () => clock.now() }));
      return (await Promise.all(asked)).flat();
    } finally {
      await outbound.close();
    }
  },
};

type Signed = Extract<SignedHead, { kind: 'signed' }>;

async function ask(
  url: string,
  about: {
    readonly head: Signed;
    readonly agent: ReturnType<ReturnType<typeof openOutbound>['agent']>;
    readonly running: boolean;
    readonly now: () => number;
  },
): Promise<readonly Found[]> {
  const { head, agent } = about;
  const path = new URL(`${url.replace(/\/+$/, '')}/checkpoints/${encodeURIComponent(head.origin)}`);
  try {
    const { status, headers, body } = await boundedRequest(agent, {
      ...{ method: 'GET', url: path, headers: { accept: '*/*' }, timeoutMs, maxBytes: maxNoteBytes },
    });
    const seen = status === 200 ? sizeOf(decodeUtf8(body)) : undefined;
    return [
      seenFinding(url, { status, seen, signed: head.size, running: about.running }),
      ...skewFindings(url, headers.date, about.now()),
    ];
  } catch (error) {
    if (!(error instanceof ExchangeFault)) throw error;
    return [
      wrong(`${url} does not answer. ${error.message}`, {
        why: 'What is recorded meanwhile nobody else has seen.',
        advice: 'Check its address and that `ringwall ledger witness` runs there.',
      }),
    ];
  }
}

/** What there is to say of a witness that has seen so many entries. */
export function seenFinding(
  url: string,
  about: {
    readonly status: number;
    readonly seen: number | undefined;
    /** How many entries are signed here. */
    readonly signed: number;
    readonly running: boolean;
  },
): Found {
  const { status, seen, signed, running } = about;
  if (status === 404)
    return warning(`${url} has not seen this log yet`, {
      why: 'What nobody else has seen can be rewritten.',
      advice: running
        ? 'Give the witness the key of this log (--log "$(cat ringwall-data/ledger/verifier-key)").'
        : 'Start the server: it shows the witness what there is.',
    });
  if (seen === undefined)
    return wrong(`${url} answers ${status} and nothing that can be read`, {
      why: 'It does not keep what it should.',
      advice: 'Check that the address is that of a witness.',
    });
  if (seen > signed)
    return wrong(`${url} has seen ${seen} entries, and here are ${signed}`, {
      why: 'The log here is older than what was shown to others: it was put back, or cut off.',
      advice:
        'Do not start the server. Find the newer data directory, or restore a backup as the documentation says.',
    });
  if (seen < signed && !running)
    return ok(`${url} has seen ${seen} of ${signed} entries; the rest follows once the server runs`);
  if (seen < signed)
    return warning(`${url} is behind: it has seen ${seen} of ${signed} entries`, {
      why: 'What nobody else has seen can be rewritten.',
      advice: 'Run this again in a minute; `ringwall status` says since when it fails.',
    });
  return ok(`${url} has seen all ${signed} entries`);
}

function sizeOf(text: string): number | undefined {
  const note = parseNote(text);
  const body = note.ok ? parseCheckpointText(note.text) : note;
  return body.ok ? body.size : undefined;
}
