import { expect, it } from 'vitest';
import { healthyProject, makeFolder, plumbline, runProgram, writeFiles } from './support.ts';

/** A package whose command asks the configuration with a describer of its own. */
const asking = (describer: string, project: Readonly<Record<string, string>> = {}): string =>
  healthyProject({
    'node_modules/@plumbline/node/package.json': {
      name: '@plumbline/node',
      version: '1.0.0',
      type: 'module',
      exports: { './cli': './cli.js' },
    },
    'node_modules/@plumbline/node/cli.js': `export const commands = [{
      name: 'ask', summary: 'asks', run: async (args, io) => {
        const answer = await io.describe(new URL('./describer.js', import.meta.url), args);
        io.stdout(JSON.stringify({ answer, size: String(answer).length, pid: process.pid }).slice(-200));
        return 3;
      },
    }];`,
    'node_modules/@plumbline/node/describer.js': describer,
    ...project,
  });

it('answers with what a describer returns from the process that imported the configuration', async () => {
  const cwd = asking(`export const describe = async (config, args) =>
    ({ service: config.service.name, args, pid: process.pid, key: process.env.PLUMBLINE_IDENTITY_KEY.length });`);
  const { code, stdout, stderr } = await plumbline(['ask', '--loudly', 'a b'], { cwd });
  expect(stderr).toBe('');
  const { answer, pid } = JSON.parse(stdout) as { answer: { pid: number }; pid: number };
  expect([code, answer]).toEqual([3, { service: 'shop', args: ['--loudly', 'a b'], pid: expect.any(Number), key: 32 }]);
  expect(answer.pid).not.toBe(pid);
});

it('takes an answer larger than any pipe, and none at all', async () => {
  const large = await plumbline(['ask'], { cwd: asking("export const describe = () => 'é'.repeat(3_000_000);") });
  expect(large.stdout).toContain('"size":3000000');
  const none = await plumbline(['ask'], { cwd: asking('export const describe = () => undefined;') });
  expect(none.stdout).toContain('"size":9');
});

it('is deaf to what the file prints, and waits for nothing the file started', async () => {
  const cwd = asking("export const describe = () => 'heard';", {
    'plumbline.config.ts': `console.log('{}'); setInterval(() => {}, 1000); export default { service: { name: 'shop' } };`,
  });
  expect(await plumbline(['ask'], { cwd })).toMatchObject({
    code: 3,
    stdout: expect.stringContaining('"heard"') as string,
  });
});

it('ends a describer that takes longer than the command gives it', async () => {
  const cwd = asking('export const describe = () => new Promise((done) => setTimeout(done, 60_000));', {
    'node_modules/@plumbline/node/cli.js': `export const commands = [{
      name: 'ask', summary: 'asks', run: (args, io) =>
        io.describe(new URL('./describer.js', import.meta.url), args, { timeoutMs: 1500 }),
    }];`,
  });
  const { code, stderr } = await plumbline(['ask'], { cwd });
  expect([code, stderr]).toEqual([2, expect.stringContaining('it was still loading after 1.5 s') as string]);
});

const FIX = expect.stringMatching(/\n {2}fix: /) as string;

it.each([
  ['throw new Error("no luck");', 'PLB_CONFIG_INVALID: plumbline.config.ts: no luck\n'],
  ['export const other = 1;', 'PLB_CONFIG_INVALID: plumbline.config.ts: it has no default export; write'],
  ['process.exit(0);', 'PLB_CONFIG_INVALID: plumbline.config.ts: it ended the process'],
])('names the fault of a configuration that says %s', async (config, message) => {
  const { code, stdout, stderr } = await plumbline(['ask'], {
    cwd: asking('export const describe = () => 1;', { 'plumbline.config.ts': config }),
  });
  expect([code, stdout, stderr]).toEqual([2, '', FIX]);
  expect(stderr).toContain(message);
});

it('hands on the error of a describer as it was thrown', async () => {
  const cwd = asking(`import { PlumblineError } from '@plumbline/core';
    export const describe = () => { throw new PlumblineError('PLB_CATALOG_INVALID', 'two\\nlines', { fix: 'Mend it.' }); };`);
  const thrown = await plumbline(['ask'], { cwd });
  expect(thrown).toMatchObject({ code: 2, stderr: 'PLB_CATALOG_INVALID: two\nlines\n  fix: Mend it.\n' });
  writeFiles(cwd, {
    'node_modules/@plumbline/node/describer.js': 'export const describe = () => { throw new TypeError("odd"); };',
  });
  expect((await plumbline(['ask'], { cwd })).stderr).toMatch(/^Error: odd\n/);
});

it('says where no configuration is', async () => {
  const cwd = asking('export const describe = () => 1;');
  const elsewhere = makeFolder();
  writeFiles(cwd, { 'src/deep/nothing.ts': '' });
  expect((await plumbline(['ask'], { cwd: `${cwd}/src/deep` })).code).toBe(3);
  expect((await plumbline(['ask'], { cwd: elsewhere })).stderr).toContain('there is no command `ask`');
});

it('documents the exit code of a widening nobody approved, and ends with it', async () => {
  const cwd = asking('export const describe = () => 1;');
  expect((await runProgram(['--help'], { cwd })).stdout).toMatch(/3 more would leave than was\s+approved/);
  expect((await runProgram(['ask'], { cwd })).code).toBe(3);
});
