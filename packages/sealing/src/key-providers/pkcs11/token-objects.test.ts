import { describe, expect, test } from 'vitest';
import { nameTemplate, versionOfId } from './token-objects.ts';

function idOf(keyVersion: string): Buffer | undefined {
  const id = nameTemplate({ keyId: 'main', keyVersion })?.[1]?.[1];
  return id instanceof Uint8Array ? Buffer.from(id) : undefined;
}

describe('the identifier of a version on a token', () => {
  test('is the name of the version for one that was made here', () => {
    const id = Buffer.from('2-0a1b2c3d');
    expect(versionOfId(id)).toBe('2-0a1b2c3d');
    expect(idOf('2-0a1b2c3d')).toEqual(id);
  });

  test.each(['', '01', '322d30613162326333', 'ff00ff'])(
    'leads back to the bytes %s of other tools',
    (hex) => {
      const id = Buffer.from(hex, 'hex');
      expect(versionOfId(id)).toBe(`id-${hex}`);
      expect(idOf(`id-${hex}`)).toEqual(id);
    },
  );

  test.each(['', '1', 'id', 'id-0', 'id-0G', 'x', '1-0A1B2C3D', `id-${'00'.repeat(129)}`])(
    'is none for the text "%s"',
    (text) => {
      expect(nameTemplate({ keyId: 'main', keyVersion: text })).toBeUndefined();
    },
  );
});
