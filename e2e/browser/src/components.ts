import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { compile as compileSvelte } from 'svelte/compiler';
import { compileScript, parse as parseVue } from 'vue/compiler-sfc';

async function svelteComponent(path: string): Promise<string> {
  const { js, warnings } = compileSvelte(await readFile(path, 'utf8'), { filename: path, generate: 'client' });
  if (warnings.length > 0) throw new Error(`${path}: ${warnings.map(({ message }) => message).join('; ')}`);
  return js.code;
}

async function vueComponent(path: string): Promise<string> {
  const { descriptor, errors } = parseVue(await readFile(path, 'utf8'), { filename: path });
  if (errors.length > 0) throw new Error(`${path}: ${errors.map(({ message }) => message).join('; ')}`);
  return compileScript(descriptor, { id: path, inlineTemplate: true }).content;
}

/** Compiles components of Svelte and Vue for a page, by the frameworks' own compilers; a warning fails the build. */
export const components: Plugin = {
  name: 'components',
  setup(build) {
    build.onLoad({ filter: /\.svelte$/ }, async ({ path }) => ({
      contents: await svelteComponent(path),
      loader: 'js',
    }));
    build.onLoad({ filter: /\.vue$/ }, async ({ path }) => ({ contents: await vueComponent(path), loader: 'ts' }));
  },
};
