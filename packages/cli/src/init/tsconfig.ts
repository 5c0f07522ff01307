import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** What init reads of a tsconfig.json and of those that it extends. */
export interface CompilerSettings {
  /** Lower case; empty where nothing says it. */
  readonly module: string;
  /** Folders are absolute. */
  readonly rootDir: string | undefined;
  readonly outDir: string | undefined;
  readonly noEmit: boolean;
  readonly allowsTsExtensions: boolean;
  readonly rewritesTsExtensions: boolean;
  /** Patterns of `include` or names of `files`, relative to the application. */
  readonly sources: readonly string[];
}

interface Parsed {
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
  readonly extends?: string | readonly string[];
  readonly include?: readonly string[];
  readonly files?: readonly string[];
}

/** A chain of configurations longer than this goes in a circle. */
const MAX_DEPTH = 10;

const TEXT_OR_COMMENT = /("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const TEXT_OR_COMMA = /("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g;

/** JSON with comments and trailing commas, as TypeScript reads it; undefined where it is not. */
function parseFile(file: string): Parsed | undefined {
  try {
    const text = readFileSync(file, 'utf8').replaceAll(TEXT_OR_COMMENT, '$1').replaceAll(TEXT_OR_COMMA, '$1');
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function extendedFile(name: string, from: string): string | undefined {
  if (/^\.|^\//.test(name)) {
    const file = path.resolve(path.dirname(from), name);
    return [file, `${file}.json`].find((one) => existsSync(one) && one.endsWith('.json'));
  }
  for (const one of [name, `${name}.json`, `${name}/tsconfig.json`]) {
    try {
      return createRequire(from).resolve(one);
    } catch {
      // The next spelling; a package that is not installed yet says nothing.
    }
  }
  return undefined;
}

type Options = Readonly<Record<string, unknown>>;

/** Options of a file over those that it extends; folders become absolute where they are said. */
function readOptions(file: string, depth: number): Options {
  const parsed = depth > MAX_DEPTH ? undefined : parseFile(file);
  if (parsed === undefined) return {};
  const bases = [parsed.extends ?? []].flat().map((name) => extendedFile(name, file));
  const inherited = bases.map((base) => (base === undefined ? {} : readOptions(base, depth + 1)));
  const own = Object.entries(parsed.compilerOptions ?? {}).map(([name, value]) =>
    ['rootDir', 'outDir'].includes(name) ? [name, path.resolve(path.dirname(file), String(value))] : [name, value],
  );
  const sources = parsed.files ?? parsed.include;
  return Object.assign({}, ...inherited, Object.fromEntries(own), sources && { sources }) as Options;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The settings of the application's tsconfig.json; undefined without one. */
export function readCompilerSettings(directory: string): CompilerSettings | undefined {
  const file = path.join(directory, 'tsconfig.json');
  if (!existsSync(file)) return undefined;
  const options = readOptions(file, 0);
  const { sources } = options;
  return {
    module: (textOf(options['module']) ?? '').toLowerCase(),
    rootDir: textOf(options['rootDir']),
    outDir: textOf(options['outDir']),
    noEmit: options['noEmit'] === true || options['emitDeclarationOnly'] === true,
    allowsTsExtensions: options['allowImportingTsExtensions'] === true,
    rewritesTsExtensions: options['rewriteRelativeImportExtensions'] === true,
    sources: Array.isArray(sources) ? sources.filter((one) => typeof one === 'string') : [],
  };
}
