import { existsSync } from 'node:fs';
import path from 'node:path';
import { frameworkOf } from '../framework.ts';
import type { Manifest } from '../installation.ts';
import { entryOf } from '../start-script.ts';
import { type CompilerSettings, readCompilerSettings } from './tsconfig.ts';

/** How the code of an application is written and run, as far as init's files depend on it. */
export interface Setting {
  /** The entry that `@plumbline/node` has for the application's framework; undefined where package.json names none that is known. */
  readonly framework: string | undefined;
  /** Whether the files may not have an `await` at their top level: `require` takes them, or a bundler. */
  readonly isAwaitless: boolean;
  readonly isTypeScript: boolean;
  /** Folder of the files, relative to package.json: empty, or as `src/`. */
  readonly folder: string;
  /** Extension of the files. */
  readonly extension: 'ts' | 'mts' | 'js' | 'mjs';
  /** What stands behind a name in an import of one of them. */
  readonly imported: '' | '.ts' | '.mts' | '.js' | '.mjs';
  /** Whether the lockfile is named from the folder that the service is started in, as no path from the code is the same everywhere. */
  readonly isLockOfStart: boolean;
  /** Source of the entry, where it is known. */
  readonly entry: string | undefined;
  /** Whether Next has route files. */
  readonly hasRouteFiles: boolean;
  /** What tsconfig.json has to say besides; undefined where it says enough. */
  readonly compilerOption: string | undefined;
}

/** The one folder that all sources are in, as `src/`; empty where they are in none or in several. */
function sourceFolder(directory: string, { rootDir, sources }: CompilerSettings): string {
  const folders = new Set(sources.map((one) => (/^(?:\.\/)?([\w.-]+)(?:\/|$)/.exec(one) ?? [])[1] ?? ''));
  const [only = ''] = folders.size === 1 ? folders : [];
  const named = rootDir === undefined ? (path.extname(only) === '' ? only : '') : path.relative(directory, rootDir);
  return named === '' || named.startsWith('..') ? '' : `${named.replaceAll('\\', '/')}/`;
}

const depthOf = (folder: string): number => folder.split('/').filter((part) => part !== '').length;

/** The entry that is compiled to what `npm start` runs. */
function sourceEntry(directory: string, entry: string | undefined, folder: string, outDir: string): string | undefined {
  const out = `${path.relative(directory, outDir)}/`.replaceAll('\\', '/');
  if (entry === undefined || !entry.startsWith(out)) return entry;
  const source = `${folder}${entry.slice(out.length)}`.replace(/js$/, 'ts');
  return existsSync(path.join(directory, source)) ? source : undefined;
}

type Place = Pick<
  Setting,
  'folder' | 'extension' | 'imported' | 'isLockOfStart' | 'isAwaitless' | 'entry' | 'compilerOption' | 'hasRouteFiles'
>;

/** Compiled by `tsc`: where it compiles from, named as it compiles. */
function compiled(directory: string, entry: string | undefined, isCommonJs: boolean, ts: CompilerSettings): Place {
  const folder = sourceFolder(directory, ts);
  const outDir = ts.outDir ?? directory;
  const isNodeModule = ts.module.startsWith('node');
  // `.mts` is a module of its own where TypeScript follows Node; elsewhere all files become what `module` says.
  const extension = isCommonJs && isNodeModule ? 'mts' : 'ts';
  const isRewritten = ts.rewritesTsExtensions || ts.allowsTsExtensions;
  const becomes = extension === 'mts' ? '.mjs' : '.js';
  return {
    folder,
    extension,
    imported: isRewritten ? `.${extension}` : becomes,
    isAwaitless: isCommonJs,
    isLockOfStart: ts.module === 'commonjs' || depthOf(folder) !== depthOf(path.relative(directory, outDir)),
    entry: sourceEntry(directory, entry, folder, outDir),
    compilerOption: undefined,
    hasRouteFiles: false,
  };
}

/** Run as it is, by Node or a bundler. */
function direct(entry: string | undefined, isCommonJs: boolean, ts: CompilerSettings | undefined): Place {
  const extension = isCommonJs ? 'mts' : 'ts';
  const isAllowed = ts === undefined || ts.allowsTsExtensions || ts.rewritesTsExtensions;
  const options = ['"allowImportingTsExtensions": true', ...(ts?.noEmit === true ? [] : ['"noEmit": true'])];
  return {
    folder: '',
    extension,
    imported: `.${extension}`,
    isAwaitless: isCommonJs,
    isLockOfStart: false,
    entry,
    compilerOption: isAllowed ? undefined : options.join(', '),
    hasRouteFiles: false,
  };
}

/** Next compiles what it is given, whatever package.json says, and asks for no extension. */
function ofNext(directory: string, isTypeScript: boolean, isCommonJs: boolean): Place {
  const has = (name: string): boolean => existsSync(path.join(directory, name));
  const folder = has('src/app') || has('src/pages') ? 'src/' : '';
  const script = isCommonJs ? 'mjs' : 'js';
  return {
    folder,
    extension: isTypeScript ? 'ts' : script,
    imported: isTypeScript ? '' : `.${script}`,
    isAwaitless: true,
    isLockOfStart: true,
    entry: `${folder}instrumentation.${isTypeScript ? 'ts' : 'js'}`,
    compilerOption: undefined,
    hasRouteFiles: has(`${folder}app`) || !has(`${folder}pages`),
  };
}

/** Reads how the application is built and started. */
export function readSetting(directory: string, manifest: Manifest): Setting {
  const have = { ...manifest.dependencies, ...manifest.devDependencies };
  const framework = frameworkOf(have)?.name;
  const ts = readCompilerSettings(directory);
  const entry = entryOf(manifest);
  // Node's own rule: what does not say that it is a module is CommonJS.
  const isCommonJs = manifest.type !== 'module';
  const isScript = entry !== undefined && /\.[cm]?js$/.test(entry) && existsSync(path.join(directory, entry));
  const hasTypeScript = ts !== undefined || Object.hasOwn(have, 'typescript');
  const isTypeScript = hasTypeScript || (framework !== 'next' && !isScript);
  const base = { framework, isTypeScript };
  if (framework === 'next') return { ...base, ...ofNext(directory, isTypeScript, isCommonJs) };
  if (!isTypeScript) {
    const extension = isCommonJs ? 'mjs' : 'js';
    return { ...base, ...direct(entry, isCommonJs, undefined), extension, imported: `.${extension}` };
  }
  const isCompiled = ts !== undefined && ts.outDir !== undefined && !ts.noEmit;
  return { ...base, ...(isCompiled ? compiled(directory, entry, isCommonJs, ts) : direct(entry, isCommonJs, ts)) };
}
