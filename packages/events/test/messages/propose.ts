import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as TypeScript from 'typescript';

const PACKAGE = path.resolve(import.meta.dirname, '../..');

// The compiler belongs to the workspace and not to this package.
const ts = createRequire(path.join(PACKAGE, '../../package.json'))('typescript') as typeof TypeScript;

/** What an editor proposes where `|` stands in a code, which comes after these files. */
export function createProposer(before: string): (code: string) => readonly string[] {
  const file = path.join(PACKAGE, 'temp/propose.ts');
  const base = path.join(PACKAGE, '../../tsconfig.base.json');
  const read = ts.readConfigFile(base, (name) => ts.sys.readFile(name)).config as object;
  const { options } = ts.parseJsonConfigFileContent(read, ts.sys, path.dirname(base));
  let text = '';
  let version = 0;
  const service = ts.createLanguageService({
    ...ts.sys,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: (name) => (name === file ? String(version) : '0'),
    getScriptSnapshot: (name) =>
      name === file || existsSync(name)
        ? ts.ScriptSnapshot.fromString(name === file ? text : readFileSync(name, 'utf8'))
        : undefined,
    getCurrentDirectory: () => PACKAGE,
    getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
  });
  return (code) => {
    version += 1;
    text = before + code.replace('|', '');
    const found = service.getCompletionsAtPosition(file, before.length + code.indexOf('|'), {});
    return (found?.entries ?? []).map(({ name }) => name).toSorted();
  };
}
