import { z } from 'zod';
import { parseBoundedJson } from '../../bounded-json.ts';
import { canonicalJson, type Json } from '../../canonical-json.ts';
import { CoreError } from '../../errors.ts';
import { decodeBase64url, encodeBase64url } from './base64url.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';
import type { JweContent } from './jwe-content.ts';

/** One entry of "recipients" (RFC 7516, section 7.2.1). */
export interface JweRecipient {
  readonly header: JsonObject;
  /** Empty where the entry has none, as with algorithms that Ringwall does not use. */
  readonly encryptedKey: Uint8Array;
}

/** A JWE in the General JSON Serialization (RFC 7516, section 7.2.1) with "enc": "A256GCM". */
export interface Jwe extends JweContent {
  /** The protected header as it stands in the document: the associated data of the content. */
  readonly protectedText: string;
  readonly protectedHeader: JsonObject;
  readonly recipients: readonly JweRecipient[];
}

/** Bounds of a document. */
export const jweLimits = { bytes: 1 << 20, recipients: 256, levels: 8, headerBytes: 8192 } as const;

const headerShape = z.custom<JsonObject>(isJsonObject, 'not an object');
const documentShape = z.strictObject({
  protected: z.string(),
  iv: z.string(),
  ciphertext: z.string(),
  tag: z.string(),
  recipients: z
    .array(z.strictObject({ header: headerShape.optional(), encrypted_key: z.string().optional() }))
    .min(1)
    .max(jweLimits.recipients),
});

/**
 * Reads a document that someone else wrote. Stricter than RFC 7516, section 7.2.1 asks: members Ringwall never
 * writes ("unprotected", "aad" and unknown ones) are refused instead of ignored, so that one document means one
 * thing. Extensions ("crit") and compression ("zip") are refused too.
 * @throws CoreError core/keys-malformed
 */
export function parseJwe(bytes: Uint8Array): Jwe {
  const parsed = documentShape.safeParse(parse(bytes, jweLimits.bytes, 'The document'));
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0] ?? { path: [], message: '' };
    // It may quote the names of members, which are a stranger's.
    const shown = message.slice(0, 200).replaceAll(/[^\x20-\x7e]/g, '?');
    throw malformed(
      `The document is no JWE in the General JSON form: ${path.join('.') || 'document'}: ${shown}.`,
    );
  }
  const { protected: protectedText, recipients, ...content } = parsed.data;
  const protectedHeader = parse(
    decode(protectedText, 'protected'),
    jweLimits.headerBytes,
    'The protected header',
  );
  if (!isJsonObject(protectedHeader)) throw malformed('The protected header is not an object.');
  refuseExtensions(protectedHeader);
  if (protectedHeader.enc !== 'A256GCM')
    throw malformed('The protected header does not name A256GCM as "enc".');
  return {
    protectedText,
    protectedHeader,
    iv: sized(decode(content.iv, 'iv'), 12, 'iv'),
    ciphertext: decode(content.ciphertext, 'ciphertext'),
    tag: sized(decode(content.tag, 'tag'), 16, 'tag'),
    recipients: recipients.map(({ header = {}, encrypted_key: key = '' }) => {
      refuseExtensions(header);
      requireDisjoint(protectedHeader, header);
      return { header, encryptedKey: decode(key, 'encrypted_key') };
    }),
  };
}

/** The document's bytes: JSON with line breaks, for people read it too. @throws CoreError core/recipient-invalid */
export function encodeJwe(jwe: Jwe): Uint8Array {
  const document = {
    protected: jwe.protectedText,
    recipients: jwe.recipients.map(({ header, encryptedKey }) => ({
      header,
      ...(encryptedKey.length === 0 ? {} : { encrypted_key: encodeBase64url(encryptedKey) }),
    })),
    iv: encodeBase64url(jwe.iv),
    ciphertext: encodeBase64url(jwe.ciphertext),
    tag: encodeBase64url(jwe.tag),
  };
  const bytes = Buffer.from(`${JSON.stringify(document, null, 2)}\n`, 'utf8');
  if (bytes.length > jweLimits.bytes) {
    throw new CoreError(
      'core/recipient-invalid',
      `With it the document would be over ${jweLimits.bytes} bytes.`,
    );
  }
  return bytes;
}

function parse(bytes: Uint8Array, maxBytes: number, what: string): Json {
  let json: Json;
  try {
    json = parseBoundedJson(bytes, { maxBytes, maxDepth: jweLimits.levels });
    // Refuses lone surrogates, which have no UTF-8 to be encoded to again.
    canonicalJson(json);
  } catch (cause) {
    throw malformed(
      `${what} cannot be read: ${cause instanceof CoreError ? cause.message : 'it is not JSON.'}`,
      cause,
    );
  }
  return json;
}

function refuseExtensions(header: JsonObject): void {
  for (const name of ['crit', 'zip']) {
    if (Object.hasOwn(header, name)) throw malformed(`A header uses "${name}", which is not supported.`);
  }
}

/** RFC 7516, section 7.2.1: the same parameter in two headers makes the document invalid. */
function requireDisjoint(protectedHeader: JsonObject, header: JsonObject): void {
  for (const name of Object.keys(header)) {
    if (Object.hasOwn(protectedHeader, name)) {
      throw malformed('A parameter stands both in the protected header and in that of a recipient.');
    }
  }
}

function decode(text: string, what: string): Uint8Array {
  const bytes = decodeBase64url(text);
  if (bytes === undefined) throw malformed(`"${what}" is not base64url without padding.`);
  return bytes;
}

function sized(bytes: Uint8Array, size: number, what: string): Uint8Array {
  if (bytes.length !== size) throw malformed(`"${what}" has ${bytes.length} bytes instead of ${size}.`);
  return bytes;
}

function malformed(detail: string, cause?: unknown): CoreError {
  return new CoreError('core/keys-malformed', detail, { cause });
}
