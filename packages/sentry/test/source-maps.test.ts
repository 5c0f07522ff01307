// A real build with debug IDs in the form that `sentry-cli sourcemaps inject` writes: what of them reaches the ingest.
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { build } from 'tsup';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyPaths, startIngest, type WireEvent } from './ingest.ts';

const ORDERS = `export function settle(amount: number): never {
  throw new RangeError('cannot settle ' + amount);
}
`;
const APP = `import { settle } from './orders.js';
export function run(): unknown {
  try {
    return settle(3);
  } catch (error) {
    return error;
  }
}
`;

let folder: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'plumbline-maps-')));
  await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(path.join(folder, 'orders.ts'), ORDERS);
  await writeFile(path.join(folder, 'app.ts'), APP);
});
afterAll(() => rm(folder, { recursive: true }));

/** Notes under the stack of this file what its ID is, and names the ID in file and map. */
function inject(file: string, id: string): void {
  const [code, map] = [
    readFileSync(file, 'utf8'),
    JSON.parse(readFileSync(`${file}.map`, 'utf8')) as { mappings: string },
  ];
  const note = `(globalThis._sentryDebugIds ??= {})[new Error().stack] = '${id}';`;
  writeFileSync(file, `${note}\n${code}\n//# debugId=${id}\n`);
  writeFileSync(`${file}.map`, JSON.stringify({ ...map, mappings: `;${map.mappings}`, debugId: id }));
}

const idOf = (digit: string): string => [8, 4, 4, 4, 12].map((length) => digit.repeat(length)).join('-');

/** Builds, injects, runs, and gives back what was captured. */
async function capture(
  name: string,
  options: { readonly bundle: boolean; readonly minify?: boolean; readonly mapped?: boolean },
) {
  const outDir = path.join(folder, name);
  await build({
    entry: options.bundle
      ? [path.join(folder, 'app.ts')]
      : ['app.ts', 'orders.ts'].map((one) => path.join(folder, one)),
    outDir,
    format: 'esm',
    target: 'es2023',
    sourcemap: true,
    config: false,
    silent: true,
    splitting: false,
    tsconfig: path.join(import.meta.dirname, '../tsconfig.json'),
    bundle: options.bundle,
    minify: options.minify === true,
  });
  inject(path.join(outDir, 'app.js'), idOf('a'));
  if (!options.bundle) inject(path.join(outDir, 'orders.js'), idOf('b'));
  const ingest = await startIngest();
  // A process of its own: the test runner turns Node's own reading of source maps on.
  const fixture = path.join(import.meta.dirname, 'fixtures', 'mapped.mjs');
  const flags = ['--conditions=plumbline:source', ...(options.mapped === true ? ['--enable-source-maps'] : [])];
  const ran = await promisify(execFile)(process.execPath, [
    ...flags,
    fixture,
    ingest.dsn,
    path.join(outDir, 'app.js'),
    folder,
  ]);
  await ingest.close();
  expect([ingest.faults, ran.stderr]).toEqual([[], '']);
  expect(ingest.received).toHaveLength(1);
  const event = ingest.received[0]?.event as WireEvent & { readonly debug_meta?: unknown };
  return { event, errorId: ran.stdout };
}

const image = (file: string, digit: string) => ({
  type: 'sourcemap',
  code_file: `app:///${file}`,
  debug_id: idOf(digit),
});
const filesOf = ({ exception }: WireEvent): readonly unknown[] =>
  (exception.values[0]?.stacktrace?.frames ?? []).slice(-2).map(({ filename, function: name }) => [filename, name]);

describe('a build with debug IDs', () => {
  test('of one file: frames and image name it alike, and nothing else of it leaves', async () => {
    const { event } = await capture('dist', { bundle: true });
    expect(event.debug_meta).toEqual({ images: [image('dist/app.js', 'a')] });
    expect(filesOf(event)).toEqual([
      ['app:///dist/app.js', 'run'],
      ['app:///dist/app.js', 'settle'],
    ]);
    expect(keyPaths(event).filter((name) => name.startsWith('debug_meta') || name.includes('frames'))).toEqual([
      'debug_meta.images[].code_file',
      'debug_meta.images[].debug_id',
      'debug_meta.images[].type',
      'exception.values[].stacktrace.frames[].colno',
      'exception.values[].stacktrace.frames[].filename',
      'exception.values[].stacktrace.frames[].function',
      'exception.values[].stacktrace.frames[].in_app',
      'exception.values[].stacktrace.frames[].lineno',
    ]);
    expect(event['release']).toBe('orders@1.4.2');
  });

  test('of a file for each source: an image for each that is in the stack', async () => {
    const { event } = await capture('dist-each', { bundle: false });
    expect(event.debug_meta).toEqual({
      images: expect.arrayContaining([image('dist-each/app.js', 'a'), image('dist-each/orders.js', 'b')]),
    });
    expect(filesOf(event)).toEqual([
      ['app:///dist-each/app.js', 'run'],
      ['app:///dist-each/orders.js', 'settle'],
    ]);
  });

  test('that is minified: the map still finds the line, but the fault is named after what is left of its names', async () => {
    const { event, errorId } = await capture('dist-min', { bundle: true, minify: true });
    expect(event.debug_meta).toEqual({ images: [image('dist-min/app.js', 'a')] });
    expect(event.fingerprint).toEqual([errorId]);
    expect(JSON.stringify(filesOf(event))).not.toContain('settle');
  });

  test('that Node maps itself: frames of the sources, whatever the build is like, and no image', async () => {
    const { event } = await capture('dist-mapped', { bundle: true, minify: true, mapped: true });
    expect(event.debug_meta).toBeUndefined();
    expect(filesOf(event)).toEqual([
      ['app:///app.ts', expect.any(String)],
      ['app:///orders.ts', expect.any(String)],
    ]);
  });
});
