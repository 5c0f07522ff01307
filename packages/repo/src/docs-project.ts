import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Fence, tsFences } from './fences.ts';
import { filesBelow, publicPackages } from './workspace.ts';

/** One fence, written out as a module. */
export interface FenceModule extends Fence {
  /** `packages/redact/README.md`, below the root. */
  readonly document: string;
  /** Absolute path of the module. */
  readonly path: string;
}

const documents = (root: string): readonly string[] =>
  [
    path.join(root, 'README.md'),
    ...publicPackages(root).map(({ folder }) => path.join(folder, 'README.md')),
    ...filesBelow(path.join(root, 'docs'), '.md'),
  ].filter((file) => existsSync(file));

const link = (target: string, at: string): void => {
  if (existsSync(at)) return;
  mkdirSync(path.dirname(at), { recursive: true });
  symlinkSync(target, at, 'junction');
};

/** Links every package of the workspace and whatever any of them has installed, as in a project that installed it all. */
const linkModules = (root: string, project: string): void => {
  const modules = path.join(project, 'node_modules');
  const packages = publicPackages(root);
  link(path.join(root, 'node_modules/@types/node'), path.join(modules, '@types/node'));
  for (const { folder, manifest } of packages) link(folder, path.join(modules, manifest.name));
  for (const { folder } of packages) {
    const installed = path.join(folder, 'node_modules');
    for (const name of existsSync(installed) ? readdirSync(installed) : []) {
      if (name.startsWith('.')) continue;
      const names = name.startsWith('@')
        ? readdirSync(path.join(installed, name)).map((one) => `${name}/${one}`)
        : [name];
      for (const one of names) link(path.join(installed, one), path.join(modules, one));
    }
  }
};

const TSCONFIG = {
  extends: '../../../../tsconfig.base.json',
  compilerOptions: { customConditions: [], typeRoots: ['./node_modules/@types'] },
  include: ['.'],
  exclude: ['node_modules'],
};

/**
 * Writes every fence of the README files and the docs as a module of its own below `project`, one folder per document, so
 * that imports resolve to the built packages as a user's do.
 */
export const writeDocsProject = (root: string, project: string): readonly FenceModule[] => {
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  writeFileSync(path.join(project, 'package.json'), `${JSON.stringify({ private: true, type: 'module' })}\n`);
  writeFileSync(path.join(project, 'tsconfig.json'), `${JSON.stringify(TSCONFIG, undefined, 2)}\n`);
  linkModules(root, project);
  return documents(root).flatMap((file) => {
    const document = path.relative(root, file);
    const folder = path.join(project, document.replace(/\.md$/, '').replaceAll(/[^\w.-]+/g, '-'));
    return tsFences(readFileSync(file, 'utf8')).map((fence) => {
      const named = fence.file === undefined ? undefined : path.join(folder, fence.file);
      // A file shown a second time is another version of it: the first one is what later fences import.
      const module = named === undefined || existsSync(named) ? path.join(folder, `line-${fence.line}.ts`) : named;
      mkdirSync(path.dirname(module), { recursive: true });
      writeFileSync(module, fence.code);
      return { ...fence, document, path: module };
    });
  });
};
