import type { Client } from './client.ts';
import type { Schema } from './operations.ts';

/** Whether this browser can talk to authenticators in the spelling that the server uses. */
export function knowsPasskeys(): boolean {
  return (
    typeof PublicKeyCredential === 'function' &&
    typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function'
  );
}

/** Shows a passkey to the server: after a password with its ticket, else by itself. Undefined where the person cancelled. */
export async function showPasskey(
  client: Client,
  ticket: string | undefined,
): Promise<Schema<'SignInReply'> | undefined> {
  const challenge = await client.post('/api/sign-in/passkey/options', {
    body: ticket === undefined ? {} : { ticket },
  });
  const { allowCredentials, hints = [], ...rest } = challenge.options;
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON({
    ...rest,
    ...{ allowCredentials: changeable(allowCredentials), hints: [...hints] },
  });
  const response = await asked(navigator.credentials.get({ publicKey }));
  if (response === undefined) return undefined;
  return client.post('/api/sign-in/passkey', { body: { ticket: challenge.ticket, response } });
}

/** Has an authenticator make a passkey. Undefined where the person cancelled. */
export async function makePasskey(options: Schema<'PasskeyCreationOptions'>): Promise<unknown> {
  const { excludeCredentials, pubKeyCredParams, hints = [], ...rest } = options;
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON({
    ...{ ...rest, pubKeyCredParams: [...pubKeyCredParams], hints: [...hints] },
    excludeCredentials: changeable(excludeCredentials),
  });
  return asked(navigator.credentials.create({ publicKey }));
}

/** The browser's own types ask for lists that it may change. */
function changeable(credentials: Schema<'PasskeyRequestOptions'>['allowCredentials'] = []) {
  return credentials.map(({ id, type, transports = [] }) => ({ id, type, transports: [...transports] }));
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
