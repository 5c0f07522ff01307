import { describe, expect, it } from 'vitest';
import { runScripted } from '../src/scripted-checks.ts';
import { makeWorkspace } from './fixture.ts';

const script = (id: string, command: string): Record<string, object> => ({
  [`e2e/${id}/package.json`]: { name: id, private: true, scripts: { 'test:live': command } },
});

const run = (command: string): ReturnType<typeof runScripted> =>
  runScripted(
    makeWorkspace({ 'pnpm-workspace.yaml': 'packages: [e2e/*]\npmOnFail: ignore\n', ...script('one', command) }),
    'live',
    [],
  );

describe('runScripted', () => {
  it.each([
    ['the report file', `mkdir -p temp && echo '{"passed": 4, "failed": 0}' > temp/live-report.json`, 4, 0],
    [
      'a report of vitest',
      `mkdir -p temp && echo '{"numPassedTests": 2, "numFailedTests": 1}' > temp/test-report.json; exit 1`,
      2,
      1,
    ],
    ['the last line', 'echo begin; echo 7 passed, 2 failed; exit 1', 7, 2],
    ['the exit code', 'true', 1, 0],
    ['a bad exit code', 'exit 3', 0, 1],
    ['a bad end after good counts', 'echo 5 passed, 0 failed; exit 1', 5, 1],
  ])('counts by %s', async (_what, command, passed, failed) => {
    expect(await run(command)).toMatchObject({ passed, failed });
  });

  it('sums all that have the script, and names what failed', async () => {
    const root = makeWorkspace({
      'pnpm-workspace.yaml': 'packages: [e2e/*]\npmOnFail: ignore\n',
      ...script('a', 'echo 2 passed, 0 failed'),
      ...script('b', 'exit 1'),
      'e2e/c/package.json': { name: 'c', private: true },
    });
    expect(await runScripted(root, 'live', [])).toEqual({
      passed: 2,
      failed: 1,
      failures: ['b: 1 of its live checks failed'],
    });
    for (const name of ['a', 'e2e/a']) {
      expect(await runScripted(root, 'live', [name])).toMatchObject({ passed: 2, failed: 0 });
    }
    expect(await runScripted(root, 'live', ['a', 'e2e/c'])).toEqual({
      passed: 2,
      failed: 1,
      failures: ['e2e/c: has no test:live; name one of e2e/a, e2e/b'],
    });
  });
});
