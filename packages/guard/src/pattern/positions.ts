import { GuardError } from '../errors.ts';
import { type Charset, complement } from './charset.ts';
import type { Folding } from './folding.ts';
import type { PatternNode } from './pattern-node.ts';
import { maxStretch, sentenceEnds } from './unit-sets.ts';

/**
 * A position automaton (Glushkov 1961): one state for each place of a pattern where a unit is read, and no
 * empty moves, so that it can be run forwards and backwards as it is. Positions of all patterns are numbered
 * together; below 65536 of them.
 */
export interface Positions {
  readonly sets: readonly Charset[];
  readonly patternOf: readonly number[];
  readonly follow: readonly (readonly number[])[];
  readonly precede: readonly (readonly number[])[];
  readonly patterns: readonly PatternPositions[];
  /** Positions that a sentence's end or a cut of the text ends. */
  readonly stretches: ReadonlySet<number>;
}

export interface PatternPositions {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly maxLength: number;
}

interface Piece {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly nullable: boolean;
  readonly maxLength: number;
}

const maxPositions = 0xffff;
const withinSentence = complement(sentenceEnds);

/** @throws GuardError guard/pattern-invalid when a pattern can match nothing or the patterns are too many. */
export function buildPositions(nodes: readonly PatternNode[], folding: Folding): Positions {
  const sets: Charset[] = [];
  const patternOf: number[] = [];
  const follow: number[][] = [];
  const precede: number[][] = [];
  const stretches = new Set<number>();

  function link(from: readonly number[], to: readonly number[]): void {
    for (const a of from) {
      for (const b of to) {
        if (follow[a]?.includes(b)) continue;
        follow[a]?.push(b);
        precede[b]?.push(a);
      }
    }
  }

  function build(node: PatternNode, pattern: number): Piece {
    switch (node.kind) {
      case 'set': {
        const position = sets.push(node.set) - 1;
        if (position >= maxPositions)
          throw new GuardError('guard/pattern-invalid', 'The patterns are too long.');
        patternOf.push(pattern);
        follow.push([]);
        precede.push([]);
        return { first: [position], last: [position], nullable: false, maxLength: 1 };
      }
      case 'stretch': {
        const piece = build({ kind: 'set', set: withinSentence }, pattern);
        link(piece.first, piece.first);
        for (const position of piece.first) stretches.add(position);
        return { ...piece, maxLength: maxStretch };
      }
      case 'run': {
        const piece = build({ kind: 'set', set: folding.set(node.run.set) }, pattern);
        link(piece.first, piece.first);
        return { ...piece, maxLength: node.run.maxLength };
      }
      case 'sequence':
        return inSequence(node.items.map((item) => build(item, pattern)));
      case 'choice': {
        const pieces = node.items.map((item) => build(item, pattern));
        return {
          first: pieces.flatMap((piece) => piece.first),
          last: pieces.flatMap((piece) => piece.last),
          nullable: pieces.some((piece) => piece.nullable),
          maxLength: Math.max(...pieces.map((piece) => piece.maxLength)),
        };
      }
      case 'repeat':
        return repeated(node, pattern);
    }
  }

  function inSequence(pieces: readonly Piece[]): Piece {
    let whole: Piece = { first: [], last: [], nullable: true, maxLength: 0 };
    for (const piece of pieces) {
      link(whole.last, piece.first);
      whole = {
        first: whole.nullable ? [...whole.first, ...piece.first] : whole.first,
        last: piece.nullable ? [...whole.last, ...piece.last] : piece.last,
        nullable: whole.nullable && piece.nullable,
        maxLength: whole.maxLength + piece.maxLength,
      };
    }
    return whole;
  }

  /** x{1,3} as x(x(x)?)?: a copy is entered only from the one before it, so links stay few. */
  function repeated(node: Extract<PatternNode, { kind: 'repeat' }>, pattern: number): Piece {
    const copies: Piece[] = [];
    for (let i = 0; i < node.max; i++) copies.push(build(node.item, pattern));
    const nullable = copies.some((copy) => copy.nullable);
    const min = nullable ? 0 : node.min;
    for (let i = 1; i < copies.length; i++) link(copies[i - 1]?.last ?? [], copies[i]?.first ?? []);
    return {
      first: copies[0]?.first ?? [],
      last: copies.slice(Math.max(0, min - 1)).flatMap((copy) => copy.last),
      nullable: min === 0,
      maxLength: copies.reduce((sum, copy) => sum + copy.maxLength, 0),
    };
  }

  const patterns = nodes.map((node, pattern) => {
    const piece = build(node, pattern);
    if (piece.nullable) throw new GuardError('guard/pattern-invalid', 'A pattern can match the empty text.');
    return { first: piece.first, last: piece.last, maxLength: piece.maxLength };
  });
  return { sets, patternOf, follow, precede, patterns, stretches };
}
