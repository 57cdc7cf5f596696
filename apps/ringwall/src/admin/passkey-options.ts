import { z } from 'zod';

const verification = z.enum(['discouraged', 'preferred', 'required']);
const knownCredential = z.object({
  id: z.string(),
  type: z.string(),
  transports: z.array(z.string()).exactOptional(),
});

/** What a browser makes a passkey from (WebAuthn level 3, `PublicKeyCredentialCreationOptionsJSON`). */
export const creationOptions = z
  .object({
    challenge: z.string(),
    rp: z.object({ name: z.string(), id: z.string().exactOptional() }),
    user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    pubKeyCredParams: z.array(z.object({ alg: z.number(), type: z.literal('public-key') })),
    timeout: z.number().exactOptional(),
    attestation: z.string().exactOptional(),
    excludeCredentials: z.array(knownCredential).exactOptional(),
    authenticatorSelection: z
      .object({
        residentKey: verification.exactOptional(),
        requireResidentKey: z.boolean().exactOptional(),
        userVerification: verification.exactOptional(),
      })
      .exactOptional(),
    hints: z.array(z.string()).exactOptional(),
    extensions: z.object({ credProps: z.boolean().exactOptional() }).exactOptional(),
  })
  .describe('For `PublicKeyCredential.parseCreationOptionsFromJSON`.')
  .meta({ id: 'PasskeyCreationOptions' });

/** What a browser shows a passkey for (WebAuthn level 3, `PublicKeyCredentialRequestOptionsJSON`). */
export const requestOptions = z
  .object({
    challenge: z.string(),
    rpId: z.string().exactOptional(),
    timeout: z.number().exactOptional(),
    allowCredentials: z.array(knownCredential).exactOptional(),
    userVerification: verification.exactOptional(),
    hints: z.array(z.string()).exactOptional(),
  })
  .describe('For `PublicKeyCredential.parseRequestOptionsFromJSON`.')
  .meta({ id: 'PasskeyRequestOptions' });
