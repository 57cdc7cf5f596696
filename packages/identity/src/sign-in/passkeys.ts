import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { z } from 'zod';
import type { Passkey } from './factors.ts';

/** Loaded when somebody uses a passkey: it is a tenth of a second that no start has to wait for. */
const webauthn = () => import('@simplewebauthn/server');

/** The console as the browser sees it. Both are checked against what the listener answers for before they come here. */
export interface RelyingParty {
  /** Its host name; passkeys are bound to it. */
  readonly id: string;
  /** Scheme, host and port. */
  readonly origin: string;
}

/** EdDSA, ES256 and RS256 (COSE): what authenticators make. */
const algorithms = [-8, -7, -257];

const base64url = z
  .string()
  .min(1)
  .max(8192)
  .regex(/^[\w-]+$/);
const transports = z.array(z.string().max(32)).max(16);
const attachment = z
  .enum(['cross-platform', 'platform'])
  .nullish()
  .transform((value) => value ?? undefined);
const credential = {
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  authenticatorAttachment: attachment,
  // What extensions answer is not used.
  clientExtensionResults: z
    .looseObject({})
    .transform(() => ({}))
    .default({}),
};

/** What `navigator.credentials.create` gives, as the browser's own `toJSON` spells it. */
export const registrationSchema = z
  .strictObject({
    ...credential,
    response: z
      .looseObject({
        clientDataJSON: base64url,
        attestationObject: base64url,
        transports: transports.optional(),
      })
      .transform(({ clientDataJSON, attestationObject, transports: given }) => ({
        ...{ clientDataJSON, attestationObject },
        ...(given && { transports: given }),
      })),
  })
  .transform(({ authenticatorAttachment, ...rest }) => ({
    ...rest,
    ...(authenticatorAttachment && { authenticatorAttachment }),
  }));

/** What `navigator.credentials.get` gives. */
export const assertionSchema = z
  .strictObject({
    ...credential,
    response: z
      .looseObject({
        clientDataJSON: base64url,
        authenticatorData: base64url,
        signature: base64url,
        userHandle: base64url.nullish(),
      })
      .transform(({ clientDataJSON, authenticatorData, signature, userHandle }) => ({
        ...{ clientDataJSON, authenticatorData, signature },
        ...(userHandle != null && { userHandle }),
      })),
  })
  .transform(({ authenticatorAttachment, ...rest }) => ({
    ...rest,
    ...(authenticatorAttachment && { authenticatorAttachment }),
  }));

export async function registrationOptions(
  party: RelyingParty,
  user: { readonly id: string; readonly name: string; readonly displayName: string },
  passkeys: readonly Passkey[],
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { generateRegistrationOptions } = await webauthn();
  return generateRegistrationOptions({
    rpName: 'Ringwall',
    rpID: party.id,
    userID: Uint8Array.from(Buffer.from(user.id, 'utf8')),
    userName: user.name,
    userDisplayName: user.displayName,
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: passkeys.map(known),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  });
}

/** The new credential; undefined where the answer is not one to this challenge, for this console. */
export async function verifiedRegistration(
  response: RegistrationResponseJSON,
  { party, challenge }: { readonly party: RelyingParty; readonly challenge: string },
): Promise<
  { readonly id: string; readonly publicKey: Uint8Array<ArrayBuffer>; readonly counter: number } | undefined
> {
  const { verifyRegistrationResponse } = await webauthn();
  try {
    if (await namesMaker(response)) return undefined;
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: false,
      supportedAlgorithmIDs: algorithms,
    });
    return verified ? registrationInfo.credential : undefined;
  } catch {
    // It throws for whatever is not right about what came from outside.
    return undefined;
  }
}

/**
 * Whether the authenticator brings certificates of its maker. They were not asked for, browsers take them out, and
 * checking them would have the server fetch from where they say.
 */
async function namesMaker({ response }: RegistrationResponseJSON): Promise<boolean> {
  const { decodeAttestationObject } = await import('@simplewebauthn/server/helpers');
  const decoded = decodeAttestationObject(
    Uint8Array.from(Buffer.from(response.attestationObject, 'base64url')),
  );
  const format = decoded.get('fmt');
  return format !== 'none' && (format !== 'packed' || decoded.get('attStmt').get('x5c') !== undefined);
}

/** Without passkeys the browser offers what it has for this console, and asks for a PIN or a finger. */
export async function assertionOptions(
  party: RelyingParty,
  passkeys: readonly Passkey[] | undefined,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { generateAuthenticationOptions } = await webauthn();
  return generateAuthenticationOptions({
    rpID: party.id,
    userVerification: passkeys === undefined ? 'required' : 'preferred',
    ...(passkeys && { allowCredentials: passkeys.map(known) }),
  });
}

/** How often the authenticator says it was used by now; undefined where the answer does not prove the passkey. */
export async function verifiedAssertion(
  response: AuthenticationResponseJSON,
  about: {
    readonly party: RelyingParty;
    readonly challenge: string;
    readonly passkey: Passkey;
    readonly alone: boolean;
  },
): Promise<number | undefined> {
  const { party, challenge, passkey, alone } = about;
  const { userHandle } = response.response;
  if (userHandle !== undefined && Buffer.from(userHandle, 'base64url').toString('utf8') !== passkey.user) {
    return undefined;
  }
  const { verifyAuthenticationResponse } = await webauthn();
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: alone,
      credential: { id: passkey.id, publicKey: passkey.publicKey, counter: passkey.counter },
    });
    return verified ? authenticationInfo.newCounter : undefined;
  } catch {
    return undefined;
  }
}

function known({ id, transports: how }: Passkey) {
  return { id, transports: [...how] };
}
