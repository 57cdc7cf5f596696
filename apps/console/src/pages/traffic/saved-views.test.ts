import { describe, expect, test } from 'vitest';
import { readViews, withoutView, withView, writeViews } from './saved-views.ts';

function storage(text?: string) {
  let kept = text ?? null;
  return {
    getItem: () => kept,
    setItem: (_name: string, value: string) => {
      kept = value;
    },
  };
}

describe('saved views', () => {
  test('are there again at the next visit, one of a name', () => {
    const kept = storage();
    const views = withView(withView([], { name: 'mine', search: 'route=a' }), {
      name: 'mine',
      search: 'route=b',
    });
    writeViews(kept, views);
    expect(readViews(kept)).toEqual([{ name: 'mine', search: 'route=b' }]);
    writeViews(kept, withoutView(views, 'mine'));
    expect(readViews(kept)).toEqual([]);
  });

  test.each([undefined, '', '{', '{"name":"x"}', '[1,null,{"name":1,"search":""},{"name":"","search":""}]'])(
    'are none where the browser keeps no sense: %j',
    (text) => expect(readViews(storage(text))).toEqual([]),
  );

  test('do without a browser that keeps nothing', () => {
    const refuses = () => {
      throw new Error('denied');
    };
    expect(readViews({ getItem: refuses })).toEqual([]);
    expect(() => writeViews({ setItem: refuses }, [])).not.toThrow();
  });

  test('are bounded', () => {
    const many = Array.from({ length: 80 }, (_, i) => ({ name: `view ${i}`, search: '' }));
    expect(readViews(storage(JSON.stringify(many)))).toHaveLength(50);
    expect(withView(many, { name: 'last', search: '' })).toHaveLength(50);
  });
});
