import { describeRecipient, type KeysDocument, type RecipientInfo } from '@ringwall/core';
import { AppError } from '../errors.ts';

/** A recipient by its kid, the beginning of it, or its label. @throws AppError app/usage */
export function recipientNamed(document: KeysDocument, who: string): RecipientInfo {
  const { recipients } = document;
  const exact = recipients.filter(({ kid }) => kid === who);
  const labelled = recipients.filter(({ label }) => label === who);
  const begun = who.length >= 4 ? recipients.filter(({ kid }) => kid.startsWith(who)) : [];
  const found = [exact, labelled, begun].find((candidates) => candidates.length > 0) ?? [];
  if (found.length === 1 && found[0]) return found[0];
  const list = recipients.map((recipient) => `\n  ${describeRecipient(recipient)}`).join('');
  throw new AppError(
    'app/usage',
    `${who} names ${found.length === 0 ? 'none' : `${found.length}`} of the recipients:${list}`,
  );
}
