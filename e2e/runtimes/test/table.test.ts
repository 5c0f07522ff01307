import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runtimeTable } from '../src/table.ts';

it('is the table in the README of @plumbline/trace; the live part runs it', () => {
  const readme = readFileSync(path.join(import.meta.dirname, '../../../packages/trace/README.md'), 'utf8');
  expect(readme).toContain(`\n${runtimeTable()}\n`);
});
