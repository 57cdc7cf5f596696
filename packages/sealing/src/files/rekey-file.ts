import { type Rekeyed, type RekeyOptions, rekeyPayloads } from './rekey-payloads.ts';
import { filePath } from './sealed-keys.ts';
import { keysPathOf } from './sealed-names.ts';

export interface RekeyFileOptions extends RekeyOptions {
  /** The payload's path. */
  readonly sealed: string;
  /** `x.keys.json` beside `x.floe` unless given. */
  readonly keysPath?: string;
}

/**
 * Seals a file's payload anew under a new data key, for the recipients who stay: the only way to shut out someone who
 * may have kept the old key. Safe to interrupt at any moment.
 * @throws SealingError sealing/no-space, sealing/not-accessible, sealing/source-changed; CoreError as for opening
 */
export function rekeyFile(options: RekeyFileOptions): Promise<Rekeyed> {
  const { sealed, keysPath = keysPathOf(sealed) } = options;
  return rekeyPayloads(keysPath, [{ path: sealed, part: filePath }], options);
}
