import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { beforeAll, describe, expect, it } from 'vitest';
import { APPS } from '../src/build.ts';
import { type Cell, nameOf, runMatrix } from '../src/matrix.ts';
import { matrixTable } from '../src/table.ts';

const node = { name: 'this-node', binary: process.execPath };
const others = [
  { app: 'express', form: 'cjs' },
  { app: 'hono', form: 'cjs' }, // Hono is two copies then: its own and the one that our packages import
  { app: 'express', form: 'bundled' },
  { app: 'fastify', form: 'bundled' },
] as const;

/** Every framework by `import`; the other forms, and Node 22 and 26, are in the live part. */
const cells: readonly Cell[] = [...APPS.map((app) => ({ app, form: 'esm' as const })), ...others].map((cell) => ({
  ...cell,
  node,
}));

let faults: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  faults = await runMatrix(cells, 'test');
}, 900_000);

it('has its table in the README of the preset', () => {
  const readme = readFileSync(path.join(import.meta.dirname, '../../../packages/node/README.md'), 'utf8');
  expect(readme).toContain(`\n${matrixTable()}\n`);
});

describe('one request ID in the response, the log, the trace, the error and the next service', () => {
  it.each([...cells.map(nameOf), 'receivers and next service'])('%s', (name) => {
    expect(faults.get(name)).toEqual([]);
  });
});
