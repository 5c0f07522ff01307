import { readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig, type Options } from 'tsup';
import { toAscii } from './ascii.ts';
import { type Along, bringAlong } from './bring-along.ts';

interface Manifest {
  readonly exports?: Record<string, string | { readonly 'plumbline:source'?: string }>;
  readonly bin?: Record<string, string>;
  readonly plumbline?: { readonly entries?: readonly string[] };
}

/** What a package builds in another way than the others. */
export interface RecipeOptions {
  /**
   * Packages whose code becomes part of this one's JavaScript, without what nothing uses of it: names, or patterns of
   * names. They are devDependencies then, unless declarations name them; `THIRD_PARTY_NOTICES.md` is published, and
   * `prune-dist.ts` ends the build.
   * What they import in turn must match too. @default none
   */
  readonly inline?: readonly (string | RegExp)[];
  /**
   * Files that are never loaded without another one, by that one: what they share with it is one file then. A file that is
   * loaded alone, or where the other cannot run, is not among them. @default none
   */
  readonly along?: Along;
}

/**
 * The one build recipe: JavaScript for every entry that package.json exports from source, plus the files it starts as
 * programs (`plumbline.entries`: child processes, bins). Declarations come from `tsc`, five times faster than tsup's.
 */
export const recipe = (
  folder: string,
  { inline = [], along = {} }: RecipeOptions = {},
): ReturnType<typeof defineConfig> => {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
  const sources = Object.values(manifest.exports ?? {}).flatMap((target) =>
    typeof target === 'object' && target['plumbline:source'] ? [target['plumbline:source']] : [],
  );
  const entries = [...sources, ...(manifest.plumbline?.entries ?? [])];
  return defineConfig({
    entry: Object.fromEntries(entries.map((file) => [file.replace(/^\.\/src\//, '').replace(/\.ts$/, ''), file])),
    format: ['esm'],
    platform: 'node',
    target: 'node22',
    dts: false,
    sourcemap: true,
    clean: true,
    splitting: true,
    treeshake: false,
    // `node:sqlite` exists under its prefixed name alone.
    removeNodeProtocol: false,
    // Nothing is bundled unsaid: what is not declared stays an import, which the gate `packages` finds.
    skipNodeModulesBundle: true,
    noExternal: inline.length === 0 ? [] : [...inline, /^#/],
    metafile: inline.length > 0,
    esbuildPlugins: [bringAlong(folder, along)],
    plugins: [{ name: 'ascii', renderChunk: (code) => ({ code: toAscii(code) }) }],
    esbuildOptions(options) {
      options.legalComments = 'inline';
    },
  } satisfies Options);
};
