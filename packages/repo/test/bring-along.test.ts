import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { type Along, bringAlong } from '../src/bring-along.ts';

/** `shared` is in both entries and what is loaded later, `rest` in one entry and what is loaded later. */
const FILES: Readonly<Record<string, string>> = {
  'package.json': '{ "type": "module", "sideEffects": false }',
  'src/index.ts': "export { shared } from './shared.ts';\nexport { rest } from './rest.ts';\n",
  'src/part/one.ts': "import { shared } from '../shared.ts';\nexport const one: number = shared.length;\n",
  'src/later.ts': "import { rest } from './rest.ts';\nexport const later: string = rest;\n",
  'src/apart.ts': "export { shared as apart } from './shared.ts';\nexport const load = () => import('./later.ts');\n",
  'src/shared.ts': "export const shared: string = 'shared';\n",
  'src/rest.ts': "export const rest: string = 'rest';\n",
};

/** The files that each output of a build loads with it, itself among them. */
async function loadsOf(along: Along): Promise<Readonly<Record<string, number>>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bring-along-'));
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints: { index: 'src/index.ts', 'part/one': 'src/part/one.ts', apart: 'src/apart.ts' },
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    metafile: true,
    plugins: [bringAlong(folder, along)],
  });
  const loads = (name: string, known = new Set([name])): Set<string> => {
    for (const { kind, path: next } of metafile.outputs[name]?.imports ?? [])
      if (kind === 'import-statement' && !known.has(next)) loads(next, known.add(next));
    return known;
  };
  const entries = Object.entries(metafile.outputs).flatMap(([name, { entryPoint }]) =>
    entryPoint === undefined ? [] : [[entryPoint, loads(name).size] as const],
  );
  await expect(import(path.join(folder, 'dist/part/one.js'))).resolves.toMatchObject({ one: 6 });
  return Object.fromEntries(entries);
}

it('what is loaded with another file shares one file with it', async () => {
  expect(await loadsOf({})).toMatchObject({ 'src/index.ts': 3, 'src/later.ts': 2 });
  const all = ['apart.ts', 'later.ts', 'part/one.ts'];
  expect(await loadsOf({ 'index.ts': all })).toEqual({
    'src/index.ts': 2,
    'src/part/one.ts': 2,
    'src/later.ts': 2,
    'src/apart.ts': 2,
  });
});

it('what stays apart loads no more than it needs', async () => {
  const loads = await loadsOf({ 'index.ts': ['later.ts', 'part/one.ts'] });
  expect(loads).toMatchObject({ 'src/index.ts': 3, 'src/apart.ts': 2 });
});
