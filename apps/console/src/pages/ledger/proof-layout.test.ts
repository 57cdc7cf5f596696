import { describe, expect, test } from 'vitest';
import { layOutProof } from './proof-layout.ts';

const path = [
  { side: 'left', sibling: 's0', parent: 'p0' },
  { side: 'right', sibling: 's1', parent: 'p1' },
  { side: 'right', sibling: 's2', parent: 'p2' },
] as const;

describe('the drawing of a proof', () => {
  // Entry 1 of 7: its sibling is entry 0, then 2 to 3, then 4 to 6.
  const layout = layOutProof({ index: 1, size: 7, leafHash: 'leaf', path }, 560);

  test('climbs from the leaf at the bottom to the root on top', () => {
    expect(layout.levels.map((level) => level.node.hash)).toEqual(['leaf', 'p0', 'p1', 'p2']);
    const heights = layout.levels.map((level) => level.node.y);
    expect(heights).toEqual([...heights].sort((a, b) => b - a));
    expect(layout.levels.at(-1)).not.toHaveProperty('sibling');
  });

  test('puts each sibling on its side, with the entries it stands for', () => {
    const [first, second, third] = layout.levels;
    expect(first?.sibling).toMatchObject({ hash: 's0', side: 'left', range: { from: 0, to: 1 } });
    expect(second?.sibling).toMatchObject({ hash: 's1', side: 'right', range: { from: 2, to: 4 } });
    expect(third?.sibling).toMatchObject({ hash: 's2', side: 'right', range: { from: 4, to: 7 } });
    expect(first?.sibling?.x).toBeLessThan(first?.node.x ?? 0);
    expect(second?.sibling?.x).toBeGreaterThan(second?.node.x ?? 0);
  });

  test('the nodes on the way stand for ever more entries, at last for all', () => {
    expect(layout.levels.map((level) => level.node.range)).toEqual([
      { from: 1, to: 2 },
      { from: 0, to: 2 },
      { from: 0, to: 4 },
      { from: 0, to: 7 },
    ]);
  });

  test('keeps everything inside, also where it is narrow', () => {
    for (const available of [200, 340, 560, 2_000]) {
      const { width, height, nodeWidth, nodeHeight, levels, signed } = layOutProof(
        { index: 1, size: 7, leafHash: 'leaf', path },
        available,
      );
      const nodes = [signed, ...levels.flatMap(({ node, sibling }) => (sibling ? [node, sibling] : [node]))];
      for (const { x, y } of nodes) {
        expect(x - nodeWidth / 2).toBeGreaterThanOrEqual(0);
        expect(x + nodeWidth / 2).toBeLessThanOrEqual(width);
        expect(y - nodeHeight / 2).toBeGreaterThanOrEqual(0);
        expect(y + nodeHeight / 2).toBeLessThanOrEqual(height);
      }
    }
  });

  test('of a log of one entry is the leaf alone', () => {
    expect(layOutProof({ index: 0, size: 1, leafHash: 'leaf', path: [] }, 560).levels.length).toBe(1);
  });
});
