import { isAbsolute, relative, resolve } from 'node:path';
import { CoreError } from '@ringwall/core';
import { z } from 'zod';
import { configName } from './name.ts';

/** What seals the server's key files, as configured. */
export type SealConfig =
  /** Absolute path of the file that holds the passphrase. */
  | { readonly kind: 'passphrase'; readonly file: string }
  /** An entry of `keyProviders`, and a key in it. */
  | { readonly kind: 'provider'; readonly provider: string; readonly key: string };

export interface KeysConfig {
  /** Plain files where absent. */
  readonly seal?: SealConfig;
  /** What sealed them before, for the start that changes it. */
  readonly previous?: SealConfig;
}

const sealShape = {
  passphraseFile: z.string().min(1).optional(),
  provider: configName.optional(),
  key: z.string().min(1).max(512).optional(),
};
type SealMembers = z.infer<z.ZodObject<typeof sealShape>>;

const oneSeal = 'names either passphraseFile, or provider and key';

function isOneSeal({ passphraseFile, provider, key }: SealMembers): boolean {
  return passphraseFile === undefined
    ? provider !== undefined && key !== undefined
    : provider === undefined && key === undefined;
}

/** `keys` of the configuration: how the server's own key files lie on the disk. */
export const keysSchema = z
  .strictObject({
    ...sealShape,
    /** Written in the clear, and no longer sealed by what `previous` names. */
    plain: z.literal(true).optional(),
    previous: z.strictObject(sealShape).refine(isOneSeal, oneSeal).optional(),
  })
  .refine(
    ({ plain, previous: _, ...seal }) =>
      plain ? Object.values(seal).every((member) => member === undefined) : isOneSeal(seal),
    `${oneSeal}; or plain: true`,
  )
  .optional();

/** @throws CoreError core/config-invalid */
export function readKeys(
  keys: z.infer<typeof keysSchema>,
  place: {
    readonly path: string;
    readonly base: string;
    readonly dataDirectory: string;
    readonly providers: readonly string[];
  },
): KeysConfig {
  const read = (name: string, members: SealMembers | undefined): SealConfig | undefined => {
    if (members?.passphraseFile !== undefined) {
      const file = resolve(place.base, members.passphraseFile);
      const within = relative(place.dataDirectory, file);
      if (!within.startsWith('..') && !isAbsolute(within)) {
        throw new CoreError(
          'core/config-invalid',
          `${place.path}: ${name}.passphraseFile lies in the data directory: whoever copies that has both.`,
        );
      }
      return { kind: 'passphrase', file };
    }
    const { provider, key } = members ?? {};
    if (provider === undefined || key === undefined) return undefined;
    if (place.providers.includes(provider)) return { kind: 'provider', provider, key };
    throw new CoreError('core/config-invalid', `${place.path}: ${name}: no key provider ${provider}.`);
  };
  const seal = read('keys', keys);
  const previous = read('keys.previous', keys?.previous);
  return { ...(seal && { seal }), ...(previous && { previous }) };
}
