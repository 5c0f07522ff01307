import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const program = path.resolve(import.meta.dirname, '../../../packages/cli/src/main.ts');

it('has a lockfile that is what the configuration says: `plumbline egress --check`', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=plumbline:source', program, 'egress', '--check'],
    { cwd: path.resolve(import.meta.dirname, '..'), env: { PATH: process.env['PATH'] } },
  );
  expect(stdout).toBe('');
}, 300_000);
