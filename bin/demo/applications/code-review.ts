import { type Application, officeHours } from './application.ts';

const surroundings =
  ' export function totalOf(lines: readonly Line[]): number {\n   return lines.reduce((sum, { amount, price }) => sum + amount * price, 0);\n }\n' +
  '\n export function withTax(total: number, rate: number): number {\n   return Math.round(total * (1 + rate) * 100) / 100;\n }\n\n';
/** What stands around a change, as it is sent along. */
const rest = surroundings.repeat(9);

/** Looks at changes in continuous integration; it may read a file. */
export const codeReview: Application = {
  caller: 'code',
  system:
    'You review changes of a web shop written in TypeScript. Point out mistakes, and nothing that a formatter would find. ' +
    'Read a file where the change alone does not tell. Answer with a list, or with "Looks good."',
  tools: [{ name: 'read_file', description: 'The text of a file at the head of the branch.', asks: 'path' }],
  dialogues: [
    [
      {
        user: `@@ -41,7 +41,9 @@ cart.ts\n${rest}-  if (cart.lines.length == 0) return\n+  if (cart.lines.length === 0) return;\n+  await reserve(cart);`,
        tool: {
          name: 'read_file',
          asks: 'src/cart/reserve.ts',
          result: 'export async function reserve(cart: Cart) { /* throws OutOfStock */ }',
        },
        says: '- `reserve` throws `OutOfStock`, which nobody catches here: the visitor would see a page of ours that says nothing.\n- Everything else looks good.',
      },
    ],
    [{ user: `@@ -8,6 +8,7 @@ price.ts\n${rest}+  const shown = price.toFixed(2);`, says: 'Looks good.' }],
    [
      {
        user: `@@ -102,4 +102,12 @@ search.ts\n${rest}+  const pattern = new RegExp(query);\n+  return items.filter((item) => pattern.test(item.title));`,
        says: '- `query` comes from the visitor: as a regular expression it can take minutes. Compare with `includes`, or escape it.\n- There is no bound on how many items are returned.',
      },
      { user: 'Escaped it and took the first 50. Better?', says: 'Looks good.' },
    ],
    [
      {
        user: `@@ -1,3 +1,5 @@ deploy.ts\n${rest}+  // TODO: move to the vault before release\n+  const token = '${['ghp', '_', 'x7Rk2'.repeat(7), 'Q'].join('')}';`,
        says: '- A token stands in the code. Revoke it now, since it is in the history, and read it from the environment.',
      },
    ],
    [
      {
        user: `@@ -77,3 +77,6 @@ mail.ts\n${rest}+  for (const address of list) await send(address, text);`,
        tool: {
          name: 'read_file',
          asks: 'src/mail/send.ts',
          result:
            'export const send = (to: string, text: string) => smtp.deliver({ to, text, timeoutMs: 30_000 });',
        },
        says: '- One slow address holds up all others for 30 s each. Send a few at a time.\n- A failure in the middle leaves the rest without mail; write down who has got it.',
      },
    ],
  ],
  models: [
    { model: 'gpt-5.2', share: 0.65 },
    { model: 'gpt-5-mini', share: 0.35 },
  ],
  streamed: 0,
  conversationsPerDay: 75,
  busy: officeHours,
};
