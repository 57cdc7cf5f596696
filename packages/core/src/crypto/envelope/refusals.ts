import { CoreError } from '../../errors.ts';
import type { RecipientInfo } from './recipient.ts';

const maxListed = 20;
const maxShown = 400;

/** One recipient in words, for errors and lists: name, kind and label, never key material. */
export function describeRecipient({ kid, kind, alg, label, provider, unusable }: RecipientInfo): string {
  const what = {
    'public-key': `public key ${kid}`,
    passphrase: `a passphrase (${kid})`,
    provider: `key ${provider?.keyId} of provider ${provider?.name}`,
    unknown: `${kid} (${alg})`,
  }[kind];
  const name = label === undefined ? what : `${JSON.stringify(label)}: ${what}`;
  return unusable === undefined ? name : `${name}, which cannot be used: ${unusable}`;
}

/** The refusal that tells whose key would open it, for a person who lost theirs. */
export function notForYou(
  entries: readonly { readonly info: RecipientInfo }[],
  passphraseTried: boolean,
): CoreError {
  const listed = entries.slice(0, maxListed).map(({ info }) => shortened(describeRecipient(info)));
  const more = entries.length - listed.length;
  const reason = passphraseTried
    ? 'The passphrase is wrong, or the entry it belongs to was changed: the two look the same.'
    : 'No entry is for an identity that was given.';
  return new CoreError(
    'core/keys-not-for-you',
    `${reason} It can be opened by: ${listed.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`,
  );
}

function shortened(text: string): string {
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
}
