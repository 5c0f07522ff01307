import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

interface Esbuild {
  readonly build: (options: object) => Promise<{ readonly outputFiles: readonly { readonly contents: Uint8Array }[] }>;
}

// The bundler that the build uses.
const require = createRequire(createRequire(import.meta.url).resolve('tsup'));
const { build } = require('esbuild') as Esbuild;

const bundle = async (code: string): Promise<Uint8Array> => {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
};

it('is at most 3,000 bytes, minified and compressed, and brings no zod along', async () => {
  const code = await bundle(
    "import { createBrowserEvents } from '../src/index.ts'; globalThis.client = createBrowserEvents;",
  );
  expect(gzipSync(code, { level: 9 }).byteLength).toBeLessThanOrEqual(3_000);
  expect(Buffer.from(code).toString()).not.toMatch(/zod|eval\(|new Function|createElement|console/);
});

it('is nothing where nothing of it is used', async () => {
  expect(
    Buffer.from(await bundle("import '../src/index.ts';"))
      .toString()
      .trim(),
  ).toBe('');
});
