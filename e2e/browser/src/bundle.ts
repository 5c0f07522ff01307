import path from 'node:path';
import { build } from 'esbuild';

const folder = path.join(import.meta.dirname, 'page');

/** The scripts of the pages by their address, bundled and made small as an application ships them. */
export async function bundlePages(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    entryPoints: names.map((name) => path.join(folder, `${name}.ts`)),
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    outdir: folder,
    write: false,
    conditions: ['plumbline:source'],
    logLevel: 'silent',
  });
  return new Map(outputFiles.map((file) => [`/assets/${path.basename(file.path)}`, file.text]));
}
