import type { Client } from './client.ts';

interface Challenge {
  readonly ticket: string;
  readonly options: PublicKeyCredentialRequestOptionsJSON;
}

/** Whether this browser can talk to authenticators in the spelling that the server uses. */
export function knowsPasskeys(): boolean {
  return (
    typeof PublicKeyCredential === 'function' &&
    typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function'
  );
}

/** Shows a passkey to the server: after a password with its ticket, else by itself. Undefined where the person cancelled. */
export async function showPasskey<Reply>(
  client: Client,
  ticket: string | undefined,
): Promise<Reply | undefined> {
  const challenge = await client.send<Challenge>('POST', '/api/sign-in/passkey/options', {
    body: ticket === undefined ? {} : { ticket },
  });
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(challenge.options);
  const response = await asked(navigator.credentials.get({ publicKey }));
  if (response === undefined) return undefined;
  return client.send<Reply>('POST', '/api/sign-in/passkey', { body: { ticket: challenge.ticket, response } });
}

/** Has an authenticator make a passkey. Undefined where the person cancelled. */
export async function makePasskey(options: PublicKeyCredentialCreationOptionsJSON): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  return asked(navigator.credentials.create({ publicKey }));
}

async function asked(answer: Promise<Credential | null>): Promise<unknown> {
  try {
    const credential = await answer;
    return credential instanceof PublicKeyCredential ? credential.toJSON() : undefined;
  } catch (error) {
    // The browser says the same of a person who cancelled and of one who waited too long.
    if (error instanceof DOMException && error.name === 'NotAllowedError') return undefined;
    throw error;
  }
}
