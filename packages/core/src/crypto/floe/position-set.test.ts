import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PositionSet } from './position-set.ts';

test('holds exactly the positions that were added, however far apart', () => {
  const positions = fc.oneof(
    fc.nat(100),
    fc.integer({ min: 32_760, max: 32_780 }),
    fc.integer({ min: 2 ** 32 - 10, max: 2 ** 32 + 10 }),
    fc.nat(2 ** 40 - 1),
  );
  fc.assert(
    fc.property(fc.array(positions, { maxLength: 200 }), fc.array(positions), (added, asked) => {
      const set = new PositionSet();
      const model = new Set<number>();
      for (const position of added) {
        expect(set.add(position)).toBe(!model.has(position));
        model.add(position);
      }
      expect(set.count).toBe(model.size);
      for (const position of [...added, ...asked]) expect(set.has(position)).toBe(model.has(position));
    }),
  );
});
