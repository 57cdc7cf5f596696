import { describe, expect, test } from 'vitest';
import { joinBoard, segmentBoard } from './segment-board.ts';

const shape = { firstSegment: 8, segments: 21, batchSegments: 4, threads: 3 };

describe('a board of segments', () => {
  test('hands out every batch once, in order, and then none', () => {
    const board = segmentBoard(shape);
    const other = joinBoard(board.shared, shape);
    expect([board.claim(0), other.claim(1), board.claim(0), other.claim(1)]).toEqual([8, 12, 16, 20]);
    expect([board.claim(0), other.claim(1), other.claim(2)]).toEqual([undefined, undefined, undefined]);
  });

  test('calls nothing complete that a thread may still be writing', () => {
    const board = segmentBoard(shape);
    expect(board.completeUpTo()).toBe(8);
    board.claim(0);
    board.claim(1);
    board.claim(2);
    expect(board.completeUpTo()).toBe(8);
    board.finished(1, 100);
    board.claim(1);
    // Thread 0 is still at its first batch.
    expect(board.completeUpTo()).toBe(8);
    board.finished(0, 100);
    expect(board.completeUpTo()).toBe(16);
  });

  test('is complete when every thread has found nothing left, whether or not all of them took part', () => {
    const board = segmentBoard(shape);
    while (board.claim(0) !== undefined) board.finished(0, 10);
    expect(board.completeUpTo()).toBe(21);
    expect(board.doneBytes()).toBe(40);
  });

  test('hands out nothing once it is stopped', () => {
    const board = segmentBoard(shape);
    board.claim(0);
    joinBoard(board.shared, shape).stop();
    expect(board.claim(0)).toBeUndefined();
    expect(board.completeUpTo()).toBe(8);
  });
});
