import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { hookOrder } from '../../src/doctor/hook-order.ts';
import type { Project } from '../../src/doctor/project.ts';
import { walkInstallation } from '../../src/installation.ts';
import { healthyProject } from '../support.ts';

const outcome = (start: string | undefined, files: Record<string, string> = {}, main?: string): unknown => {
  const directory = healthyProject(files);
  const manifest = {
    dependencies: { 'dd-trace': '*' },
    ...(start !== undefined && { scripts: { start } }),
    ...(main !== undefined && { main }),
  };
  const project = {
    directory,
    manifest,
    packages: walkInstallation(directory),
    entry: undefined,
  } as unknown as Project;
  return hookOrder.run(project);
};

const late = { 'src/late.ts': "import 'node:http';\nimport '../telemetry/start.ts';\n" };

it.each([
  ['node src/main.ts', {}],
  ['NODE_ENV=production node --enable-source-maps --env-file=.env src/main.ts --port 80', {}],
  ['npm run build && node src/main.ts', {}],
  ['tsx src/main.ts', {}],
  ['node --import ./telemetry/start.ts src/late.ts', late],
  ['node --import=@plumbline/node/register src/main.ts', {}],
  [
    'node src/direct.ts',
    { 'src/direct.ts': "import path from 'node:path';\nimport { start } from '@plumbline/node';\nimport 'fastify';\n" },
  ],
])('is content with %s', (start, files) => {
  expect(outcome(start, files)).toMatchObject({ status: 'ok' });
});

it.each([
  ['node src/late.ts', late, 'src/late.ts:1 loads node:http'],
  // The entry starts nothing: what a patching package watches must still come later.
  ['node --import @plumbline/node/register src/late.ts', late, 'src/late.ts:1 loads node:http'],
  [
    'node src/deep.ts',
    {
      'src/deep.ts': "import './a.js';\nimport '../telemetry/start.ts';\n",
      'src/a.ts': "import './b/index.ts';\n",
      'src/b/index.ts': "\nimport pg from 'pg/lib/x';\n",
    },
    'src/b/index.ts:2 loads pg/lib/x',
  ],
])('finds fault with %s', (start, files, what) => {
  expect(outcome(start, files)).toMatchObject({
    status: 'fault',
    faults: [{ what: `${what} before telemetry starts, so dd-trace cannot patch it` }],
  });
});

describe('instrumentations of OpenTelemetry', () => {
  const patched = (start: string, { entry, ...change }: { entry?: string } & Record<string, unknown> = {}): unknown => {
    const directory = healthyProject({
      'src/main.cts': "require('../telemetry/start.ts');\n",
      'src/main.mts': "import '../telemetry/start.ts';\n",
    });
    const manifest = {
      type: 'module',
      dependencies: { '@opentelemetry/instrumentation-pg': '*' },
      scripts: { start },
      ...change,
    };
    const packages = walkInstallation(directory);
    const given = entry === undefined ? undefined : path.join(directory, entry);
    return hookOrder.run({ directory, manifest, packages, entry: given } as unknown as Project);
  };

  it.each([
    ['node --import @plumbline/node/register src/main.ts', {}],
    ['node --import=@plumbline/node/register --import ./telemetry/start.ts src/main.ts', {}],
    ['node --experimental-loader=@opentelemetry/instrumentation/hook.mjs src/main.ts', {}],
    ['node src/main.cts', {}],
    // Nothing is known of its flags.
    ['node src/main.ts', { entry: 'src/main.ts' }],
    ['node src/main.ts', { type: 'commonjs' }],
    ['node src/main.ts', { dependencies: { '@opentelemetry/instrumentation-http': '*' } }],
  ])('are seen with %s', (start, change) => {
    expect(patched(start, change)).toMatchObject({ status: 'ok' });
  });

  it.each([['node src/main.ts'], ['node --import ./telemetry/start.ts src/main.ts'], ['node src/main.mts']])(
    'are blind with %s',
    (start) => {
      expect(patched(start)).toMatchObject({
        status: 'fault',
        faults: [
          {
            what: expect.stringContaining(
              'does not preload @plumbline/node/register, so @opentelemetry/instrumentation-pg',
            ),
            fix: expect.stringContaining('node --import @plumbline/node/register src/main.'),
          },
        ],
      });
    },
  );
});

it('falls back on main, and says when there is nothing to read', () => {
  expect(outcome(undefined, {}, 'src/main.ts')).toMatchObject({ status: 'ok' });
  expect(outcome(undefined)).toMatchObject({ status: 'blocked' });
  expect(outcome(undefined, {}, 'index.js')).toEqual({
    status: 'blocked',
    note: 'no entry found; name it with `--entry`',
  });
  expect(outcome('node dist/main.js')).toMatchObject({
    note: 'dist/main.js does not exist; build the application first',
  });
  expect(outcome('node dist/main.js')).toMatchObject({
    status: 'blocked',
    note: 'dist/main.js does not exist; build the application first',
  });
});
