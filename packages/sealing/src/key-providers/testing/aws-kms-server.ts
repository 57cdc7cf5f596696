import { canonicalJson } from '@ringwall/core';
import { z } from 'zod';
import {
  account,
  type KmsKey,
  newKmsKey,
  newMaterial,
  signWith,
  unwrapWith,
  wrapperOf,
  wrapWith,
} from './aws-kms-keys.ts';
import { signatureError } from './aws-signature-check.ts';
import type { Aws4Credentials } from './independent-sigv4.ts';
import {
  type LocalService,
  type ServiceReply,
  type ServiceRequest,
  startLocalService,
} from './local-service.ts';
import type { TestClock } from './test-dependencies.ts';

const fields = z.strictObject({
  KeyId: z.string().optional(),
  KeySpec: z.string().optional(),
  KeyUsage: z.string().optional(),
  EncryptionContext: z.record(z.string(), z.string()).default({}),
  CiphertextBlob: z.base64().optional(),
  Message: z.base64().default(''),
  MessageType: z.string().default('RAW'),
  SigningAlgorithm: z.string().default(''),
  AliasName: z.string().default(''),
  TargetKeyId: z.string().optional(),
  RotationPeriodInDays: z.int().min(90).max(2560).default(365),
  PendingWindowInDays: z.int().min(7).max(30).default(30),
  IncludeKeyMaterial: z.enum(['ALL_KEY_MATERIAL', 'ROTATIONS_ONLY']).default('ROTATIONS_ONLY'),
  Limit: z.int().min(1).max(1000).optional(),
  Marker: z.string().optional(),
});
type Fields = z.output<typeof fields>;

class KmsException extends Error {
  readonly status: number;
  constructor(type: string, status = 400) {
    super(type);
    this.status = status;
  }
}

export interface AwsKmsServer extends LocalService {
  readonly keys: Map<string, KmsKey>;
  readonly aliases: Map<string, string>;
  readonly knownKeys: Aws4Credentials[];
  /** Lists are cut into pages this long. */
  pageLength: number;
}

/**
 * AWS KMS as far as a key provider sees it (API Reference, version 2014-11-01), on loopback: checks the signature
 * of every request, wraps with AES-256-GCM under versions of material, signs, keeps key states and aliases.
 */
export async function startAwsKmsServer(region: string, clock: TestClock): Promise<AwsKmsServer> {
  const keys = new Map<string, KmsKey>();
  const aliases = new Map<string, string>();
  const knownKeys: Aws4Credentials[] = [];

  const local = await startLocalService((request) => {
    try {
      const error = signatureError(request, region, knownKeys, clock.now());
      if (error !== undefined) throw new KmsException(error);
      return { status: 200, body: run(request) };
    } catch (error) {
      if (!(error instanceof KmsException)) throw error;
      return { status: error.status, body: { __type: error.message, message: 'as told' } };
    }
  });

  function run(request: ServiceRequest): ServiceReply['body'] {
    const operation = request.headers['x-amz-target']?.replace(/^TrentService\./, '') ?? '';
    const wellFormed = request.method === 'POST' && request.url.pathname === '/';
    const typed = request.headers['content-type'] === 'application/x-amz-json-1.1';
    if (!wellFormed || !typed) throw new KmsException('UnknownOperationException', 404);
    const read = fields.safeParse(JSON.parse(Buffer.from(request.body).toString('utf8')));
    if (!read.success) throw new KmsException('ValidationException');
    const handler = handlers[operation];
    if (handler === undefined) throw new KmsException('UnknownOperationException');
    return handler(read.data);
  }

  function find(name = ''): KmsKey {
    const local = name.replace(/^arn:aws:kms:[\w-]+:\d+:(key\/)?/, '');
    const key = keys.get(aliases.get(local) ?? local);
    if (key === undefined) throw new KmsException('NotFoundException');
    return key;
  }

  function usable(name: string | undefined, symmetric: boolean): KmsKey {
    const key = find(name);
    if (key.state === 'Disabled') throw new KmsException('DisabledException');
    if (key.state === 'PendingDeletion') throw new KmsException('KMSInvalidStateException');
    if ((key.spec === 'SYMMETRIC_DEFAULT') !== symmetric) throw new KmsException('InvalidKeyUsageException');
    return key;
  }

  /** For what works on disabled keys too. */
  function alive(name: string | undefined): KmsKey {
    const key = find(name);
    if (key.state === 'PendingDeletion') throw new KmsException('KMSInvalidStateException');
    return key;
  }

  function page<Item>(items: readonly Item[], marker: string | undefined) {
    const start = Number(marker ?? 0);
    const end = start + server.pageLength;
    const more = end < items.length;
    return {
      items: items.slice(start, end),
      more: { Truncated: more, ...(more && { NextMarker: `${end}` }) },
    };
  }

  const handlers: Readonly<Record<string, (given: Fields) => object>> = {
    GenerateDataKey({ KeyId, KeySpec, EncryptionContext }) {
      const key = usable(KeyId, true);
      if (KeySpec !== 'AES_256') throw new KmsException('ValidationException');
      const material = key.materials.at(-1) ?? newMaterial(0);
      const plaintext = newMaterial(0).secret;
      const blob = wrapWith(key, material, plaintext, canonicalJson(EncryptionContext));
      return {
        CiphertextBlob: blob.toString('base64'),
        Plaintext: Buffer.from(plaintext).toString('base64'),
        KeyId: key.arn,
        KeyMaterialId: material.id,
      };
    },
    Decrypt({ KeyId, CiphertextBlob = '', EncryptionContext }) {
      const asked = KeyId === undefined ? undefined : find(KeyId);
      const ciphertext = Buffer.from(CiphertextBlob, 'base64');
      const wrapper = wrapperOf(ciphertext, keys.values());
      if (wrapper === undefined) throw new KmsException('InvalidCiphertextException');
      if (asked !== undefined && asked !== wrapper.key) throw new KmsException('IncorrectKeyException');
      usable(wrapper.key.id, true);
      const plaintext = unwrapWith(wrapper.material, ciphertext, canonicalJson(EncryptionContext));
      if (plaintext === undefined) throw new KmsException('InvalidCiphertextException');
      return {
        Plaintext: Buffer.from(plaintext).toString('base64'),
        KeyId: wrapper.key.arn,
        KeyMaterialId: wrapper.material.id,
        EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      };
    },
    Sign({ KeyId, Message, MessageType, SigningAlgorithm }) {
      const key = usable(KeyId, false);
      const message = Buffer.from(Message, 'base64');
      if (message.length > 4096) throw new KmsException('ValidationException');
      const signature = signWith(key, SigningAlgorithm, MessageType, message);
      if (signature === undefined) throw new KmsException('InvalidKeyUsageException');
      return { KeyId: key.arn, SigningAlgorithm, Signature: Buffer.from(signature).toString('base64') };
    },
    GetPublicKey({ KeyId }) {
      const key = usable(KeyId, false);
      const der = key.pair?.publicKey.export({ format: 'der', type: 'spki' });
      return { KeyId: key.arn, KeySpec: key.spec, PublicKey: der?.toString('base64') };
    },
    CreateKey({ KeySpec = 'SYMMETRIC_DEFAULT' }) {
      const key = newKmsKey(KeySpec, region, clock.now());
      keys.set(key.id, key);
      return { KeyMetadata: metadataOf(key) };
    },
    CreateAlias({ AliasName, TargetKeyId }) {
      if (!/^alias\/[\w/-]+$/.test(AliasName)) throw new KmsException('InvalidAliasNameException');
      if (aliases.has(AliasName)) throw new KmsException('AlreadyExistsException');
      aliases.set(AliasName, alive(TargetKeyId).id);
      return {};
    },
    DescribeKey: ({ KeyId }) => ({ KeyMetadata: metadataOf(find(KeyId)) }),
    ListKeys({ Marker }) {
      const { items, more } = page([...keys.values()], Marker);
      return { Keys: items.map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })), ...more };
    },
    ListAliases({ Marker }) {
      const { items, more } = page([...aliases], Marker);
      return { Aliases: items.map(([AliasName, TargetKeyId]) => ({ AliasName, TargetKeyId })), ...more };
    },
    ListKeyRotations({ KeyId, IncludeKeyMaterial, Marker }) {
      const key = find(KeyId);
      if (key.spec !== 'SYMMETRIC_DEFAULT') throw new KmsException('UnsupportedOperationException');
      const all = IncludeKeyMaterial === 'ALL_KEY_MATERIAL';
      const listed = key.materials.slice(all ? 0 : 1);
      const { items, more } = page(listed, Marker);
      const Rotations = items.map((material) => ({
        KeyId: key.id,
        KeyMaterialId: material.id,
        KeyMaterialState: material === key.materials.at(-1) ? 'CURRENT' : 'NON_CURRENT',
        ...(material !== key.materials[0] && {
          RotationDate: material.date / 1000,
          RotationType: 'ON_DEMAND',
        }),
      }));
      return { Rotations, ...more };
    },
    GetKeyRotationStatus({ KeyId }) {
      const { id, rotationDays } = alive(KeyId);
      const enabled = rotationDays !== undefined;
      const next = (clock.now() + (rotationDays ?? 0) * 86_400_000) / 1000;
      return {
        KeyId: id,
        KeyRotationEnabled: enabled,
        ...(enabled && { RotationPeriodInDays: rotationDays, NextRotationDate: next }),
      };
    },
    EnableKeyRotation({ KeyId, RotationPeriodInDays }) {
      const key = usable(KeyId, true);
      key.rotationDays = RotationPeriodInDays;
      return {};
    },
    RotateKeyOnDemand({ KeyId }) {
      const key = usable(KeyId, true);
      key.materials.push(newMaterial(clock.now()));
      return { KeyId: key.id };
    },
    EnableKey({ KeyId }) {
      alive(KeyId).state = 'Enabled';
      return {};
    },
    DisableKey({ KeyId }) {
      alive(KeyId).state = 'Disabled';
      return {};
    },
    ScheduleKeyDeletion({ KeyId, PendingWindowInDays }) {
      const key = alive(KeyId);
      key.state = 'PendingDeletion';
      key.deletionAt = clock.now() + PendingWindowInDays * 86_400_000;
      return {
        KeyId: key.arn,
        DeletionDate: key.deletionAt / 1000,
        KeyState: key.state,
        PendingWindowInDays,
      };
    },
  };

  const server: AwsKmsServer = { ...local, keys, aliases, knownKeys, pageLength: 100 };
  return server;
}

function metadataOf(key: KmsKey): object {
  return {
    AWSAccountId: account,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: key.createdAt / 1000,
    Enabled: key.state === 'Enabled',
    KeyState: key.state,
    KeyManager: 'CUSTOMER',
    KeySpec: key.spec,
    KeyUsage: key.spec === 'SYMMETRIC_DEFAULT' ? 'ENCRYPT_DECRYPT' : 'SIGN_VERIFY',
    ...(key.deletionAt !== undefined && { DeletionDate: key.deletionAt / 1000 }),
  };
}
