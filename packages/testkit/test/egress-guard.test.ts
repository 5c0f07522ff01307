import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { startVitest } from 'vitest/node';

const temp = path.join(import.meta.dirname, '..', 'temp');
mkdirSync(temp, { recursive: true });
const folder = mkdtempSync(path.join(temp, 'guard-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What becomes of each test of a file that runs under the guard. */
async function outcomes(tests: string): Promise<Record<string, string | undefined>> {
  const file = path.join(folder, 'guarded.test.ts');
  const source = path.resolve(import.meta.dirname, '../src/index.ts');
  writeFileSync(
    file,
    `import { connect } from 'node:net';\nimport { expect, it } from 'vitest';\nimport { egressGuard } from ${JSON.stringify(source)};\n${tests}`,
  );
  const runner = await startVitest(
    'test',
    [file],
    {
      root: path.resolve(import.meta.dirname, '..'),
      config: false,
      watch: false,
      reporters: [{}],
      include: ['temp/**/*.test.ts'],
      pool: 'forks',
    },
    { ssr: { resolve: { conditions: ['plumbline:source', 'module', 'node'] } } },
  );
  const results = runner.state.getTestModules().flatMap((module) => [...module.children.allTests()]);
  await runner.close();
  process.exitCode = 0;
  return Object.fromEntries(
    results.map((test) => [test.name, test.result().errors?.[0]?.message.split('\n')[0] ?? test.result().state]),
  );
}

it('fails the test that reached out, and only that one', async () => {
  const result = await outcomes(`
    egressGuard();
    it('stays', () => expect(1).toBe(1));
    it('leaves', async () => {
      connect(443, '203.0.113.7').on('error', () => undefined);
      expect(1).toBe(1);
    });
    it('stays after it', () => expect(1).toBe(1));
  `);
  expect(result).toEqual({
    stays: 'passed',
    leaves: 'egress beyond loopback: tcp 203.0.113.7:443',
    'stays after it': 'passed',
  });
});
