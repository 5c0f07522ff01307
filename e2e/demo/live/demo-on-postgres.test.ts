import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { startPostgres } from '../../../packages/repo/src/postgres-server.ts';

const run = promisify(execFile);

it('adds up on a real PostgreSQL server, with the audit table in the same database', async () => {
  await using postgres = await startPostgres();
  const { stdout } = await run(
    process.execPath,
    [path.resolve(import.meta.dirname, '../src/main.ts'), '--json', '--requests', '1500', '--cost-rounds', '1'],
    {
      env: { ...process.env, DATABASE_URL: postgres.url },
      maxBuffer: 16 * 1024 * 1024,
    },
  );
  const report = JSON.parse(stdout) as Record<string, Record<string, number>> & { faults: string[] };
  expect(report.faults).toEqual([]);
  expect(report['requests']?.['sent']).toBeGreaterThanOrEqual(1_500);
  expect(report['audit']?.['recorded']).toBeGreaterThan(100);
  expect(report['audit']?.['verified']).toBe(report['audit']?.['recorded']);
  expect(report['canaries']?.['found']).toBe(0);
}, 900_000);
