import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const program = path.resolve(import.meta.dirname, '../../../packages/cli/src/main.ts');

it('has a catalog, JSON Schema and tracking plan that say what the code says: `plumbline catalog emit --check`', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=plumbline:source', program, 'catalog', 'emit', '--check'],
    { cwd: path.resolve(import.meta.dirname, '..'), env: { PATH: process.env['PATH'] } },
  );
  expect(stdout).toBe('');
}, 300_000);
