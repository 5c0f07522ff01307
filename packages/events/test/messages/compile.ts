import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const PACKAGE = path.resolve(import.meta.dirname, '../..');
const MODULES = path.resolve(PACKAGE, '../../node_modules');

/** The two compilers of the workspace. */
export const COMPILERS = {
  'typescript-6': path.join(MODULES, 'typescript/bin/tsc6'),
  'typescript-7': path.join(MODULES, 'typescript-native/bin/tsc'),
} as const;

export type Compiler = keyof typeof COMPILERS;

const run = (program: string, folder: string): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [program, '-p', folder, '--pretty', 'false'],
      { cwd: folder },
      (error, stdout, stderr) => {
        // 1 and 2 say that there are findings.
        if (error === null || error.code === 1 || error.code === 2) resolve(stdout);
        else reject(new Error(`${stdout}${stderr}`));
      },
    );
  });

const HEAD = /^([\w-]+\.ts)\(\d+,\d+\): error TS\d+: /;

/** Compiles files by name, in a folder that sees the packages as an application does, and gives what is said of each. */
export async function compile(
  compiler: Compiler,
  files: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const folder = path.join(PACKAGE, 'temp', `messages-${compiler}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  const config = { extends: '../../../../tsconfig.base.json', files: Object.keys(files) };
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
  const said: Record<string, string> = {};
  let file = '';
  for (const line of (await run(COMPILERS[compiler], folder)).split('\n')) {
    file = HEAD.exec(line)?.[1] ?? file;
    if (line !== '') said[file] = `${said[file] ?? ''}${line.replace(HEAD, '')}\n`;
  }
  return said;
}
