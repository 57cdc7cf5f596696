import type { RequestRow } from 'ringwall';
import { describe, expect, test } from 'vitest';
import { type EventStreamLike, openFeed } from './feed.ts';

class Stream extends EventTarget implements EventStreamLike {
  readyState = 1;
  closed = false;
  send(event: string, data: unknown) {
    this.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) }));
  }
  refuse() {
    this.readyState = 2;
    this.dispatchEvent(new Event('error'));
  }
  close() {
    this.closed = true;
  }
}

function setUp() {
  const streams: Stream[] = [];
  const timers: (() => void)[] = [];
  const seen: string[] = [];
  const feed = openFeed({
    open: () => {
      const stream = new Stream();
      streams.push(stream);
      return stream;
    },
    setTimer: (run) => timers.push(run),
    onRefused: () => seen.push('refused'),
  });
  feed.onRows((rows) => seen.push(rows.map((row) => `${row.request}:${row.state}`).join(' ')));
  feed.onGap(() => seen.push('gap'));
  return {
    feed,
    seen,
    stream: (index: number) => {
      const stream = streams[index];
      if (!stream) throw new Error(`Stream ${index} was not opened.`);
      return stream;
    },
    tick: () => {
      for (const run of timers.splice(0)) run();
    },
  };
}

const row = (request: string, rest: Partial<RequestRow> = {}) => ({
  request,
  state: 'open',
  intent: 1,
  ...rest,
});

describe('the live feed', () => {
  test('hands rows over in batches, one state a request', () => {
    const { stream, seen, tick, feed } = setUp();
    stream(0).send('request', row('a'));
    stream(0).send('request', row('b'));
    stream(0).send('request', row('a', { state: 'completed', outcome: 3 }));
    expect(seen).toEqual([]);
    tick();
    expect(seen).toEqual(['a:completed b:open']);
    expect(feed.recent.map((r) => r.request)).toEqual(['b', 'a']);
  });

  test('an opening that comes after the closing is not believed', () => {
    const { stream, seen, tick } = setUp();
    stream(0).send('request', row('a', { state: 'completed', outcome: 3 }));
    stream(0).send('request', row('a'));
    tick();
    expect(seen).toEqual(['a:completed']);
  });

  test('keeps the newest 500 rows for a page that is still loading', () => {
    const { stream, feed } = setUp();
    for (let i = 0; i < 600; i++) stream(0).send('request', row(`r${i}`));
    expect(feed.recent.length).toBe(500);
    expect(feed.recent[0]?.request).toBe('r100');
  });

  test('an interruption is shown and left to the browser; a refusal opens a new stream and reports the gap', () => {
    const { stream, feed, seen, tick } = setUp();
    stream(0).dispatchEvent(new Event('open'));
    expect(feed.state).toBe('live');
    stream(0).dispatchEvent(new Event('error'));
    expect(feed.state).toBe('lost');
    tick();
    expect(seen).toEqual([]);
    stream(0).refuse();
    tick();
    stream(1).dispatchEvent(new Event('open'));
    expect(seen).toEqual(['refused', 'gap']);
    expect(feed.state).toBe('live');
  });

  test('does not come back after it was closed', () => {
    const { stream, feed, tick } = setUp();
    stream(0).refuse();
    feed.close();
    tick();
    expect(() => stream(1)).toThrow('not opened');
    expect(stream(0).closed).toBe(true);
  });

  test('carries the newest head', () => {
    const { stream, feed } = setUp();
    stream(0).send('head', { origin: 'o', size: 4, checkpointSize: 2, verifierKey: 'k' });
    stream(0).dispatchEvent(new MessageEvent('head', { data: 'not json' }));
    expect(feed.head?.size).toBe(4);
  });
});
