import type { Cryptoki } from './cryptoki.ts';
import { CryptokiError } from './cryptoki-error.ts';
import { mechanism } from './cryptoki-names.ts';
import { type Block, type NativeMemory, nullPointer } from './native-memory.ts';

/** One attribute of an object: a CK_ULONG, a CK_BBOOL or bytes. */
export type Attribute = readonly [type: number, value: number | boolean | Uint8Array];

/** An object of the token, good for this session. */
export type Handle = bigint;

const tagBytes = 16;
const baseBytes = 4096;
const maxAttributeBytes = 1 << 20;
const unavailable = [0xffffffffn, 0xffffffffffffffffn];
const foundAtOnce = 64;
const gone = 'CKR_OBJECT_HANDLE_INVALID';
const withheld = new Set(['CKR_ATTRIBUTE_TYPE_INVALID', 'CKR_ATTRIBUTE_SENSITIVE', gone]);

/** A session with a token; one call at a time, the caller sees to that (PKCS #11 v2.40, section 5.6). */
export interface TokenSession {
  find(template: readonly Attribute[]): Promise<readonly Handle[]>;
  /** Undefined where the object has no such attribute, does not show it, or was destroyed by another process. */
  attribute(object: Handle, type: number): Promise<Uint8Array | undefined>;
  create(template: readonly Attribute[]): Promise<Handle>;
  /** Nothing happens where another process was faster. */
  destroy(object: Handle): Promise<void>;
  generateAesKey(template: readonly Attribute[]): Promise<Handle>;
  generateEcPair(publicTemplate: readonly Attribute[], privateTemplate: readonly Attribute[]): Promise<void>;
  /** AES-GCM with a tag of 16 bytes at the end (v2.40, section 2.11.9: CKM_AES_GCM). */
  encryptGcm(key: Handle, message: GcmMessage): Promise<Uint8Array>;
  decryptGcm(key: Handle, message: GcmMessage): Promise<Uint8Array>;
  /** r and s one after the other over a digest (v2.40, section 2.3.1: CKM_ECDSA). */
  signEcdsa(key: Handle, digest: Uint8Array): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** What goes into AES-GCM. */
export interface GcmMessage {
  readonly nonce: Uint8Array;
  readonly aad: Uint8Array;
  readonly data: Uint8Array;
}

/** Wraps an open session. */
export function tokenSession({ call, withMemory }: Cryptoki, session: bigint): TokenSession {
  /** Init and single-part operation with an output of at most `maxBytes`. */
  async function operate(
    kind: 'Encrypt' | 'Decrypt' | 'Sign',
    { key, mechanismOf, data, maxBytes }: Operation,
  ): Promise<Uint8Array> {
    return withMemory(baseBytes + data.length + maxBytes, async (memory) => {
      await call(`C_${kind}Init`, session, mechanismOf(memory).address, key);
      const input = memory.put(data);
      const output = memory.reserve(maxBytes);
      const length = memory.struct([{ ulong: maxBytes }]);
      await call(`C_${kind}`, session, input.address, data.length, output.address, length.address);
      return Uint8Array.from(output.bytes.subarray(0, lengthIn(memory, length, maxBytes)));
    });
  }

  function gcm({ nonce, aad }: GcmMessage): (memory: NativeMemory) => Block {
    return (memory) => {
      // CK_GCM_PARAMS: pIv, ulIvLen, ulIvBits, pAAD, ulAADLen, ulTagBits.
      const parameters = memory.struct([
        { pointer: memory.put(nonce).address },
        { ulong: nonce.length },
        { ulong: nonce.length * 8 },
        { pointer: memory.put(aad).address },
        { ulong: aad.length },
        { ulong: tagBytes * 8 },
      ]);
      return mechanismStruct(memory, mechanism.aesGcm, parameters);
    };
  }

  return {
    find: (template) =>
      withMemory(baseBytes + sizeOf(template), async (memory) => {
        const { address, count } = putTemplate(memory, template);
        const found: Handle[] = [];
        const handles = memory.struct(Array.from({ length: foundAtOnce }, () => ({ ulong: 0 })));
        const number = memory.struct([{ ulong: 0 }]);
        const step = handles.bytes.length / foundAtOnce;
        await call('C_FindObjectsInit', session, address, count);
        try {
          for (;;) {
            await call('C_FindObjects', session, handles.address, foundAtOnce, number.address);
            const got = lengthIn(memory, number, foundAtOnce);
            for (let index = 0; index < got; index++) found.push(memory.ulongAt(handles, index * step));
            if (got === 0) return found;
          }
        } finally {
          await call('C_FindObjectsFinal', session);
        }
      }),
    attribute: async (object, type) => {
      try {
        const size = await withMemory(256, async (memory) => {
          const asked = memory.struct([{ ulong: type }, { pointer: nullPointer }, { ulong: 0 }]);
          await call('C_GetAttributeValue', session, object, asked.address, 1);
          return attributeLength(memory, asked);
        });
        if (size === undefined) return undefined;
        return await withMemory(256 + size, async (memory) => {
          const value = memory.reserve(size);
          const asked = memory.struct([{ ulong: type }, { pointer: value.address }, { ulong: size }]);
          await call('C_GetAttributeValue', session, object, asked.address, 1);
          const length = attributeLength(memory, asked) ?? 0;
          return Uint8Array.from(value.bytes.subarray(0, Math.min(length, size)));
        });
      } catch (cause) {
        // It may also go between the question for its size and the one for its value.
        if (cause instanceof CryptokiError && withheld.has(cause.resultName)) return undefined;
        throw cause;
      }
    },
    create: (template) =>
      withMemory(baseBytes + sizeOf(template), async (memory) => {
        const { address, count } = putTemplate(memory, template);
        const handle = memory.struct([{ ulong: 0 }]);
        await call('C_CreateObject', session, address, count, handle.address);
        return memory.ulongAt(handle, 0);
      }),
    destroy: async (object) => {
      try {
        await call('C_DestroyObject', session, object);
      } catch (cause) {
        if (!(cause instanceof CryptokiError) || cause.resultName !== gone) throw cause;
      }
    },
    generateAesKey: (template) =>
      withMemory(baseBytes + sizeOf(template), async (memory) => {
        const { address, count } = putTemplate(memory, template);
        const handle = memory.struct([{ ulong: 0 }]);
        const how = mechanismStruct(memory, mechanism.aesKey).address;
        await call('C_GenerateKey', session, how, address, count, handle.address);
        return memory.ulongAt(handle, 0);
      }),
    generateEcPair: (publicTemplate, privateTemplate) =>
      withMemory(baseBytes + sizeOf(publicTemplate) + sizeOf(privateTemplate), async (memory) => {
        const open = putTemplate(memory, publicTemplate);
        const closed = putTemplate(memory, privateTemplate);
        const handles = [memory.struct([{ ulong: 0 }]).address, memory.struct([{ ulong: 0 }]).address];
        const how = mechanismStruct(memory, mechanism.ecKeyPair).address;
        const templates = [open.address, open.count, closed.address, closed.count];
        await call('C_GenerateKeyPair', session, how, ...templates, ...handles);
      }),
    encryptGcm: (key, message) =>
      operate('Encrypt', {
        key,
        mechanismOf: gcm(message),
        data: message.data,
        maxBytes: message.data.length + tagBytes,
      }),
    decryptGcm: (key, message) =>
      operate('Decrypt', {
        key,
        mechanismOf: gcm(message),
        data: message.data,
        maxBytes: message.data.length,
      }),
    signEcdsa: (key, digest) => {
      const mechanismOf = (memory: NativeMemory) => mechanismStruct(memory, mechanism.ecdsa);
      return operate('Sign', { key, mechanismOf, data: digest, maxBytes: 256 });
    },
    close: () => call('C_CloseSession', session),
  };
}

interface Operation {
  readonly key: Handle;
  readonly mechanismOf: (memory: NativeMemory) => Block;
  readonly data: Uint8Array;
  readonly maxBytes: number;
}

/** CK_MECHANISM. */
function mechanismStruct(memory: NativeMemory, type: number, parameters?: Block): Block {
  return memory.struct([
    { ulong: type },
    { pointer: parameters?.address ?? nullPointer },
    { ulong: parameters?.bytes.length ?? 0 },
  ]);
}

/** An array of CK_ATTRIBUTE. */
function putTemplate(
  memory: NativeMemory,
  template: readonly Attribute[],
): { readonly address: bigint; readonly count: number } {
  const fields = template.flatMap(([type, value]) => {
    const block = typeof value === 'number' ? memory.struct([{ ulong: value }]) : memory.put(bytesOf(value));
    return [{ ulong: type }, { pointer: block.address }, { ulong: block.bytes.length }];
  });
  return { address: memory.struct(fields).address, count: template.length };
}

function bytesOf(value: boolean | Uint8Array): Uint8Array {
  return typeof value === 'boolean' ? Uint8Array.of(value ? 1 : 0) : value;
}

function sizeOf(template: readonly Attribute[]): number {
  return template.reduce((sum, [, value]) => sum + 64 + (value instanceof Uint8Array ? value.length : 0), 0);
}

/** A length the module wrote; never more than there was room for. */
function lengthIn(memory: NativeMemory, block: Block, max: number): number {
  const length = memory.ulongAt(block, 0);
  if (length > BigInt(max))
    throw new RangeError('The module claims to have written more than there is room for.');
  return Number(length);
}

/** ulValueLen of a CK_ATTRIBUTE, its last member. */
function attributeLength(memory: NativeMemory, asked: Block): number | undefined {
  const length = memory.ulongAt(asked, asked.bytes.length - (asked.bytes.length === 24 ? 8 : 4));
  if (unavailable.includes(length)) return undefined;
  if (length > BigInt(maxAttributeBytes))
    throw new RangeError('The module shows an attribute of over 1 MiB.');
  return Number(length);
}
