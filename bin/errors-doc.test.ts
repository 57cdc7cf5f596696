import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { errorsPage, renderErrorsPage, renderTables } from './errors-doc.ts';

const entry = { status: 400, exit: 2, title: 'Not valid', advice: 'Send another.' } as const;

describe('docs/errors.md', () => {
  test('is what `npm run docs` writes from the tables of today', async () => {
    expect(readFileSync(errorsPage, 'utf8')).toBe(await renderErrorsPage());
  });

  test('names every code with its title, status, exit code and advice', () => {
    const page = renderTables([{ owner: 'core', entries: [['core/json-malformed', entry]] }]);
    expect(page).toContain(
      '## core\n\n### core/json-malformed\n\nNot valid. HTTP 400, exit code 2.\n\nSend another.\n',
    );
  });

  test('does not accept a code that another package owns', () => {
    expect(() => renderTables([{ owner: 'core', entries: [['store/in-use', entry]] }])).toThrow(
      'store/in-use does not lead with its owner, core.',
    );
  });

  test('does not accept a code twice', () => {
    const table = { owner: 'core', entries: [['core/a', entry]] } as const;
    expect(() => renderTables([table, table])).toThrow('core/a is in two tables.');
  });
});
