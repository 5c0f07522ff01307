import path from 'node:path';
import { build } from 'esbuild';
import { components } from './components.ts';

const folder = path.join(import.meta.dirname, 'page');

/** A page with this at its end is built as for developers: frameworks check more and complain, and `StrictMode` works. */
const DEVELOPMENT = /-dev$/;

async function bundle(names: readonly string[], development: boolean): Promise<readonly (readonly [string, string])[]> {
  const { outputFiles } = await build({
    entryPoints: names.map((out) => ({ in: path.join(folder, `${out.replace(DEVELOPMENT, '')}.ts`), out })),
    bundle: true,
    minify: !development,
    format: 'esm',
    target: 'es2022',
    outdir: folder,
    write: false,
    conditions: ['plumbline:source', development ? 'development' : 'production'],
    define: {
      'process.env.NODE_ENV': development ? '"development"' : '"production"',
      // What Vue asks bundlers to say.
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    plugins: [components],
    logLevel: 'silent',
  });
  return outputFiles.map((file) => [`/assets/${path.basename(file.path)}`, file.text]);
}

/** The scripts of the pages by their address, bundled and made small as an application ships them. */
export async function bundlePages(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const [forDevelopers, shipped] = [true, false].map((wanted) =>
    names.filter((name) => DEVELOPMENT.test(name) === wanted),
  );
  return new Map([...(await bundle(forDevelopers ?? [], true)), ...(await bundle(shipped ?? [], false))]);
}
