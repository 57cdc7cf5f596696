/** What a text of policies may be at most, before Cedar is given it. */
export const maxPolicyTextBytes = 64 << 10;
const maxPolicies = 200;
const maxDepth = 32;
const maxOperators = 400;
/** One `if` takes as much of the stack as so many operators. */
const conditionalWeight = 10;

const token = /\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|[A-Za-z_]\w*|\d+|::|[^\s]/g;
const words: ReadonlyMap<string, number> = new Map([
  ['if', conditionalWeight],
  ['has', 1],
  ['like', 1],
  ['in', 1],
  ['is', 1],
  ['when', 1],
  ['unless', 1],
]);

/**
 * What makes a text too much for Cedar's parser, which is recursive and, once it has overflowed its stack, answers
 * nobody any more; undefined for a text that is within bounds. `at` is an offset in UTF-16 code units.
 */
export function beyondBounds(text: string): { readonly message: string; readonly at: number } | undefined {
  if (Buffer.byteLength(text) > maxPolicyTextBytes) {
    return { message: `the text has more than ${maxPolicyTextBytes} bytes`, at: 0 };
  }
  const half = text.search(/\p{Cs}/u);
  if (half >= 0) return { message: 'half of a character of Unicode stands here', at: half };
  let depth = 0;
  let operators = 0;
  let policies = 0;
  for (const { 0: word, index } of text.matchAll(token)) {
    if (word.startsWith('//') || word.startsWith('"') || word === '::' || word === ',') continue;
    if ('([{'.includes(word)) depth++;
    else if (')]}'.includes(word)) depth = Math.max(0, depth - 1);
    else if (word === ';') {
      operators = 0;
      policies++;
    } else if (/^\w/.test(word)) operators += words.get(word) ?? 0;
    else operators++;
    if (depth > maxDepth) return { message: `more than ${maxDepth} brackets within each other`, at: index };
    if (operators > maxOperators) return { message: 'the policy has too many operators', at: index };
    if (policies > maxPolicies) return { message: `more than ${maxPolicies} policies`, at: index };
  }
  return undefined;
}
