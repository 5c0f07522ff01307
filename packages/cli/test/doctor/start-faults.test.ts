// The doctor and `start` of the application's own preset judge a configuration as one.
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Shape } from '../../../node/src/checks.ts';
import { configSchema } from '../../../node/src/config-schema.ts';
import { checkConfig } from '../../../node/src/index.ts';
import { diagnose, found, linkPackages, makeFolder, plumbline, writeFiles } from '../support.ts';

const PACKAGES = ['@plumbline/core', '@plumbline/node', '@opentelemetry/api', 'zod'];

function application(config: object | string, file = 'plumbline.config.ts'): string {
  const folder = makeFolder();
  linkPackages(folder, PACKAGES);
  writeFiles(folder, {
    'package.json': {
      name: 'shop',
      type: 'module',
      scripts: { start: 'node main.js' },
      dependencies: Object.fromEntries(PACKAGES.map((name) => [name, '*'])),
    },
    'main.js': "import '@plumbline/node';\n",
    [file]: typeof config === 'string' ? config : `export default ${JSON.stringify(config)};\n`,
  });
  return folder;
}

/** Every option that holds no others, set to what none of them takes. */
const wrong = (shape: Shape): object =>
  Object.fromEntries(Object.entries(shape).map(([name, check]) => [name, check.shape ? wrong(check.shape) : -1.5]));

/** Beside every option, of sections too, one that is misspelt. */
const misspelt = (shape: Shape): object =>
  Object.fromEntries(
    Object.entries(shape).flatMap(([name, check]) => [
      [`${name}x`, 1],
      ...(check.shape ? [[name, misspelt(check.shape)]] : []),
    ]),
  );

it.each([
  ['of the wrong type', wrong(configSchema.shape)],
  ['misspelt', misspelt(configSchema.shape)],
])('says of every option that is %s what start says', async (_how, config) => {
  const report = await diagnose(application(config));
  const said = await checkConfig(config, { environment: {} });
  expect(said.length).toBeGreaterThan(40);
  expect(report.checks.find(({ name }) => name === 'config')?.faults).toEqual(
    said.map((what) => ({ what: `plumbline.config.ts: ${what}`, fix: 'Change that option in plumbline.config.ts.' })),
  );
});

const service = { name: 'shop' };

it.each([
  [{ service, errors: { reportCrashes: true } }, []],
  [{ service, trace: { sampleRatio: 7 } }, ['config.trace.sampleRatio: must be a number from 0 to 1']],
  [{ service, logs: { lvl: 'info' } }, ['config.logs.lvl: is no option; remove it']],
  [{ service, event: {} }, ['config.event: is no option; did you mean `events`?']],
])('of %j it says %j', async (config, said) => {
  const report = await diagnose(application(config));
  expect(found(report).map((fault) => fault.replace(/^config: plumbline\.config\.ts: (.*) \| .*$/, '$1'))).toEqual(
    said,
  );
  expect(report.code).toBe(said.length > 0 ? 1 : 0);
});

it('says of the environment what start refuses, and each thing once', async () => {
  const env = { LOG_LEVEL: 'loud', PLUMBLINE_IDENTITY_KEY: 'short', OTEL_TRACES_SAMPLER_ARG: '7', SENTRY_DSN: 'none' };
  const faults = found(await diagnose(application({ service }), env));
  expect(faults.filter((fault) => fault.startsWith('config: '))).toEqual([
    expect.stringMatching(/^config: LOG_LEVEL: must be one of .* \| Correct the variable or option that it names/),
  ]);
  const named = (variable: string): number => faults.filter((fault) => fault.includes(`: ${variable} `)).length;
  expect(['PLUMBLINE_IDENTITY_KEY', 'OTEL_TRACES_SAMPLER_ARG', 'SENTRY_DSN'].map(named)).toEqual([1, 1, 1]);
});

it.each(['plumbline.config.mts', path.join('src', 'plumbline.config.ts')])(
  'names the file by its name: %s',
  async (file) => {
    const folder = application({ service, logs: { lvl: 'info' } }, file);
    expect(found(await diagnose(folder))).toEqual([
      `config: ${file}: config.logs.lvl: is no option; remove it | Change that option in ${file}.`,
    ]);
    const broken = application("throw new Error('boom at load');", file);
    const report = await plumbline(['doctor'], { cwd: broken });
    expect(report.stdout).toContain(`${file} cannot be loaded: boom at load`);
    expect(report.stdout).toContain(`\`node ${file}\` shows the whole of it`);
    expect(report.stdout).toContain(`not checked: ${file} does not load`);
    expect(report.stdout).not.toMatch(/(?<!src\/)plumbline\.config\.ts/);
  },
);
