/** What a specifier is resolved by: the module loader, or as a URL beside the module. */
export type SpecifierKind = 'import' | 'url';

/** Comments and strings are matched to be stepped over; what matters are the named groups. */
const token =
  /(?<lead>\b(?:from|import)\s*|\bimport\s*\(\s*|\bimport\.meta\.resolve\s*\(\s*|(?<url>\bnew\s+URL\s*\(\s*))(?<quote>['"])(?<specifier>[^'"\n]+)\k<quote>(?<base>\s*,\s*import\.meta\.url)?|(?<other>['"])(?:\\.|(?!\k<other>)[^\\\n])*\k<other>|`(?:\\.|[^\\`])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

/**
 * The code with every specifier replaced by what `replace` makes of it: of statements, of `import()`, of
 * `import.meta.resolve()` and of `new URL(..., import.meta.url)`. Nothing else moves.
 */
export function replaceSpecifiers(
  code: string,
  replace: (specifier: string, kind: SpecifierKind) => string,
): string {
  return code.replace(token, (...parts) => {
    const [match] = parts;
    const { lead, url, quote, specifier, base = '' } = parts.at(-1);
    if (specifier === undefined || (url !== undefined && base === '')) return match;
    return `${lead}${quote}${replace(specifier, url === undefined ? 'import' : 'url')}${quote}${base}`;
  });
}

/** `a/b` is of the package `a`, `@a/b/c` of `@a/b`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
