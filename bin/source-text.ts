// What the tests about the sources themselves read. TypeScript 7 has no parser to call, so these are regular
// expressions; a string inside a template's `${}` counts as part of the template.
const commentOrString = /(['"])(?:\\.|(?!\1)[^\\\n])*\1|`(?:\\.|[^\\`])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

const isComment = (part: string): boolean => part.startsWith('/');

/** The text without its comments. */
export function withoutComments(text: string): string {
  return text.replace(commentOrString, (part) => (isComment(part) ? '' : part));
}

/** The text without its comments and with every string emptied: what is left is code. */
export function codeOf(text: string): string {
  return text.replace(commentOrString, (part) => (isComment(part) ? '' : "''"));
}

/** The comments, one a line or block. */
export function commentsOf(text: string): string[] {
  return (text.match(commentOrString) ?? []).filter(isComment);
}
