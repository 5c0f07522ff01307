import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** A file of `src`, and the files of `src` that are never loaded without it. */
export type Along = Readonly<Record<string, readonly string[]>>;

/** The files of `src` that each file brings along. */
function broughtBy(along: Along): ReadonlyMap<string, readonly string[]> {
  const brought = new Map<string, string[]>();
  for (const [file, loaders] of Object.entries(along)) {
    for (const loader of loaders) brought.set(loader, [...(brought.get(loader) ?? []), file]);
  }
  return brought;
}

/**
 * Makes entries and dynamic imports load what they share with another one as one file. esbuild makes a chunk of its own for
 * each set of entries that share something, and a file costs more at a start than what is in it.
 */
export function bringAlong(folder: string, along: Along): Plugin {
  const source = path.join(folder, 'src');
  const brought = broughtBy(along);
  const targets = new Set(Object.keys(along).map((file) => path.join(source, file)));
  return {
    name: 'bring-along',
    setup(build) {
      // Without this, esbuild leaves out an import for its effect alone in a package that says it has none, and warns of it.
      build.onResolve({ filter: /^\.{1,2}\/|\/src\// }, ({ path: name, resolveDir }) => {
        const file = path.resolve(resolveDir || folder, name);
        return targets.has(file) ? { path: file, sideEffects: true } : undefined;
      });
      build.onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
        const files = brought.get(path.relative(source, file).replaceAll(path.sep, '/'));
        if (files === undefined) return undefined;
        const from = path.relative(path.dirname(file), source) || '.';
        const imports = files.map((name) => `import '${from}/${name}';\n`);
        return { contents: [await readFile(file, 'utf8'), ...imports].join(''), loader: 'ts' };
      });
    },
  };
}
