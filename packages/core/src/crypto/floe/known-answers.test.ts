import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startOpener } from './opener.ts';
import { type FloeParameters, headerBytes } from './parameters.ts';
import { startSealer } from './sealer.ts';

// Published with the specification, Snowflake-Labs/floe-specification, kats/: a key of zeros, one AAD.
const key = new Uint8Array(32);
const aad = Buffer.from('This is AAD');
const shared = join(import.meta.dirname, '../../../../../../shared/data/vectors/floe');

/** The tests' segments are smaller than ours may be, and some rotate the key after four. */
function parametersOf(name: string): FloeParameters {
  if (name.includes('4K')) return { segmentBytes: 4096, rotationBits: 20 };
  if (name.includes('_64')) return { segmentBytes: 64, rotationBits: 20 };
  return { segmentBytes: 40, rotationBits: name.includes('rotation') ? 2 : 20 };
}

function openAll(parameters: FloeParameters, sealed: Uint8Array): Uint8Array {
  const opener = startOpener(parameters, key, aad, sealed.subarray(0, headerBytes));
  const parts: Uint8Array[] = [];
  for (let offset = headerBytes; offset < sealed.length; offset += parameters.segmentBytes) {
    const segment = sealed.subarray(offset, offset + parameters.segmentBytes);
    parts.push(opener.open(parts.length, segment, offset + segment.length === sealed.length));
  }
  return Buffer.concat(parts);
}

/** Seals again with the IVs the published file was sealed with, and an empty last segment where it has one. */
function sealAgain(parameters: FloeParameters, published: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const { segmentBytes } = parameters;
  const ivs = [published.subarray(10, 42)];
  for (let offset = headerBytes; offset < published.length; offset += segmentBytes) {
    ivs.push(published.subarray(offset + 4, offset + 16));
  }
  const sealer = startSealer(parameters, key, aad, () => ivs.shift() ?? new Uint8Array(0));
  const sealed = new Uint8Array(published.length);
  sealed.set(sealer.header);
  const { plaintextBytes } = sealer.layout;
  for (let position = 0, offset = headerBytes; offset < sealed.length; position++) {
    const part = plaintext.subarray(position * plaintextBytes, (position + 1) * plaintextBytes);
    const final = offset + segmentBytes >= sealed.length;
    offset += sealer.sealInto(position, part, final, sealed, offset);
  }
  return sealed;
}

function agrees(name: string, sealedHex: string, plainHex: string): void {
  const parameters = parametersOf(name);
  const sealed = Buffer.from(sealedHex.trim(), 'hex');
  const plaintext = Buffer.from(plainHex.trim(), 'hex');
  expect(Buffer.from(openAll(parameters, sealed)).equals(plaintext)).toBe(true);
  expect(Buffer.from(sealAgain(parameters, sealed, plaintext)).equals(sealed)).toBe(true);
}

/** Three of them that are small, so that some always run. */
const small = [
  {
    name: 'java_lastSegAligned',
    sealed:
      '00000000002800000020ea1abfaa4f4aeb96c152ae87eace05f91ad5e1a7f4bec7dc92b79e6ea9d925cd29315fb4c1c3034c71162de9eede6095147a37171b78d0316f25d0124a04d8deffffffffa3b026ca128af0b79bafb550f9d298864fc5a413355c17d822e0acf6a78b6ae25b5df56600000028a34316dedf6ccc1a96d6de3e1d612b36b43a025b429dc539b96ca79bca0eb4ab0d3b0412',
    plain: '935e679e8deaeecc300777f90606d92c',
  },
  {
    name: 'java_lastSegEmpty',
    sealed:
      '00000000002800000020e4fd1738289ec2a831a32ff254bc176033f565de7f15928355b3a8bb4694a67b3e5dbb9e3bb6608743b2451f6fd129a31d83b455a67eaf11be3b882dd8d3b10fffffffff1fdfeebb9f3d2c4af5f556e481d8c73c8ad1286a4a2cf73580f5eef7cd20922b5c430ddbffffffff777bc2da2eb1d497f77657cc4eb211fa9c5280b1f0cab8d6c9c34a81c37140079c3d5cb1000000201832f5ffdd0e8529483ee8032c2fcd25779ddf459dcdd57fb3ba8d80',
    plain: 'b83fb512012054a0195ff30074ebd4a8',
  },
  {
    name: 'cpp_GCM256_IV256_64',
    sealed:
      '000000000040000000209eef02903a6248efbbc28bb5fe9f26386dda29381ff7146fe7e55e6a7cceafe47fea15db0e6f0f2d76c6de30b075a3445629cd6d214246252c84c3bfbaf76dc1ffffffff8e5070ba681c6a2c99ef167ff48662044dfd427501b0effe93ff28f53d7d324232d8bc58c91956af83e89e91f4ceccbeef54beab0d18ba4041372e21ffffffffd61eff19b2d45021936d07e0e58cf65d8ee1b905937569fc10d688728212ae82f136a1db99306fef949b66ec63df7173be1f75bf142679a165ebfc5f000000231c1b027633b3086b58e62358306d4c8b80bcdccff7f70b0f231ab5c2e3ed33',
    plain:
      '2a6894f4dbd2921bfdbbb24137fbbba2a104edc4bb26c6aa7ae5e2882d3f8fc424475ae89b2f44ca8adc40c87c96da239f5c24a31335dfdce74d05f75d22c5de9010b0',
  },
];

test.each(small)('the published answer $name opens, and is sealed again to the same bytes', (answer) => {
  agrees(answer.name, answer.sealed, answer.plain);
});

describe('the published answers', () => {
  const names = globSync('*_ct.txt', { cwd: shared }).map((name) => name.replace('_ct.txt', ''));
  const read = (name: string) => readFileSync(join(shared, name), 'utf8');

  test.skipIf(!existsSync(shared))('are all there', () => {
    expect(names).toHaveLength(17);
  });

  test.each(names)('of %s open, and are sealed again to the same bytes', (name) => {
    agrees(name, read(`${name}_ct.txt`), read(`${name}_pt.txt`));
  });
});
