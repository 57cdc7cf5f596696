import { sha256 } from '@ringwall/core';
import {
  formatTlogProof,
  leafHash,
  openCheckpoint,
  parseCheckpointText,
  parseNote,
  verifyInclusion,
  verifyTlogProof,
} from '@ringwall/verifier';
import type { CommonFlags } from '../cli/common-flags.ts';
import { ledgerEntry, proofReply, witnessReply } from '../cli/replies.ts';
import { type ServerClient, serverClient } from '../cli/server-client.ts';
import { print, printJson, type Terminal } from '../cli/terminal.ts';
import { writeNewFile } from '../cli/write-new-file.ts';
import { AppError } from '../errors.ts';

/** Fetches entry and proof, and believes neither until they check out here. */
export async function prove(
  text: string,
  flags: CommonFlags & { readonly out?: string },
  terminal: Terminal,
): Promise<number> {
  const index = Number(text);
  if (!/^\d{1,15}$/.test(text)) throw new AppError('app/usage', 'An index is a whole number from 0.');
  const client = serverClient(flags, terminal);
  const entry = ledgerEntry.parse(await client.call('GET', `/api/ledger/entries/${index}`));
  const cosigned = flags.out === undefined ? undefined : await cosignedOver(index, client);
  const size = cosigned === undefined ? '' : `?size=${cosigned.size}`;
  const proof = proofReply.parse(await client.call('GET', `/api/ledger/proof/${index}${size}`));
  const opened = await openCheckpoint(proof.checkpoint, proof.verifierKey);
  const hash = await leafHash(Buffer.from(entry.leaf, 'utf8'), sha256);
  const included =
    opened.ok &&
    opened.size === proof.size &&
    (await verifyInclusion({
      index,
      size: proof.size,
      leafHash: hash,
      hashes: proof.hashes.map((hex) => Buffer.from(hex, 'hex')),
      root: opened.root,
      sha256,
    }));
  if (included && flags.out !== undefined) {
    const checkpoint = cosigned?.note ?? proof.checkpoint;
    const hashes = proof.hashes.map((hex) => Buffer.from(hex, 'hex'));
    const file = formatTlogProof({ index, hashes, checkpoint });
    const about = { entry: Buffer.from(entry.leaf, 'utf8'), policy: { logKeys: [proof.verifierKey] } };
    const checked = await verifyTlogProof(file, about);
    if (!checked.ok) throw new AppError('app/server-refused', `The proof does not hold: ${checked.reason}.`);
    await writeNewFile(terminal, flags.out, file);
    await writeNewFile(terminal, entryFile(flags.out), entry.leaf);
  }
  if (flags.json) {
    printJson(terminal, { ...proof, leaf: entry.leaf, verified: included });
  } else if (included) {
    print(terminal, `Entry ${index} is in the log of ${opened.origin} at size ${opened.size}.`);
    print(terminal, `Leaf   ${Buffer.from(hash).toString('hex')}`);
    for (const sibling of proof.hashes) print(terminal, `       ${sibling}`);
    print(terminal, `Root   ${Buffer.from(opened.root).toString('hex')}, signed by ${proof.verifierKey}`);
    print(
      terminal,
      'Not checked: that this key is the one you pinned, and that others were shown the same log.',
    );
    if (flags.out !== undefined) {
      print(
        terminal,
        `Written: ${flags.out}, and the entry itself as ${entryFile(flags.out)}. Check them anywhere:`,
      );
      print(
        terminal,
        `  ringwall-verify ${flags.out} --entry ${entryFile(flags.out)} --key '${proof.verifierKey}'`,
      );
    }
  } else {
    print(
      terminal,
      `Entry ${index} is NOT proven: ${opened.ok ? 'the path does not lead to the signed root' : opened.reason}.`,
    );
  }
  return included ? 0 : 1;
}

/** The leaf byte for byte, beside its proof. */
function entryFile(proofFile: string): string {
  return `${proofFile.replace(/\.tlog-proof$/, '')}.entry.json`;
}

/** The newest checkpoint with cosignatures, where it covers the entry: a proof under it says who else saw the log. */
async function cosignedOver(
  index: number,
  client: ServerClient,
): Promise<{ size: number; note: string } | undefined> {
  const { checkpoint: note } = witnessReply.parse(await client.call('GET', '/api/ledger/witness'));
  const opened = note === undefined ? undefined : parseNote(note);
  const body = opened?.ok ? parseCheckpointText(opened.text) : undefined;
  return note !== undefined && body?.ok && body.size > index ? { size: body.size, note } : undefined;
}
