/** One module that a source file loads, where it says so. */
export interface ImportSite {
  readonly specifier: string;
  /** Counted from 1. */
  readonly line: number;
}

// Comments become blanks of the same length, so that lines stay where they are.
export const blankComments = (source: string): string =>
  source.replaceAll(/\/\*[\s\S]*?\*\/|^[ \t]*\/\/.*$/gm, (comment) => comment.replaceAll(/[^\n]/g, ' '));

// A clause between the keyword and the specifier holds no quote and no semicolon, other than an expression would.
const STATIC = /^[ \t]*(?:import|export)\b(?<clause>[^;'"()]*?)['"](?<specifier>[^'"\n]+)['"]/gm;
const REQUIRE = /\brequire\(\s*['"](?<specifier>[^'"\n]+)['"]\s*\)/g;

const LATE = /\bimport\(\s*['"](?<specifier>[^'"\n]+)['"]\s*\)/g;

const lineOf = (code: string, at: number): number => code.slice(0, at).split('\n').length;

/** The modules that a file loads when its code asks for them: `await import('…')`. */
export function readLateImports(source: string): readonly ImportSite[] {
  const code = blankComments(source);
  return Array.from(code.matchAll(LATE), ({ groups, index }) => ({
    specifier: groups?.['specifier'] ?? '',
    line: lineOf(code, index),
  }));
}

/** The modules that a file loads when it is loaded, in order; what is imported for its types alone is not loaded. */
export function readImports(source: string): readonly ImportSite[] {
  const code = blankComments(source);
  const sites: { readonly specifier: string; readonly at: number }[] = [];
  for (const match of code.matchAll(STATIC)) {
    const { clause = '', specifier = '' } = match.groups ?? {};
    const typesOnly = /^\s+type\b(?!\s+from\b|\s*,)/.test(clause);
    const exportsValue = match[0].trimStart().startsWith('export') && !/\bfrom\s*$/.test(clause);
    if (!typesOnly && !exportsValue) sites.push({ specifier, at: match.index });
  }
  for (const match of code.matchAll(REQUIRE))
    sites.push({ specifier: match.groups?.['specifier'] ?? '', at: match.index });
  return sites.toSorted((a, b) => a.at - b.at).map(({ specifier, at }) => ({ specifier, line: lineOf(code, at) }));
}
