import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { oxlint, ROOT } from './oxlint.ts';

interface Config {
  readonly plugins: readonly string[];
  readonly overrides: readonly unknown[];
}

it.each(['examples/approvals/src/routes/orders.ts', 'packages/events/src/orders.ts'])(
  'is on in this workspace: the console, a built message and a whole request are red in %s',
  async (file) => {
    const { plugins, overrides } = JSON.parse(readFileSync(path.join(ROOT, '.oxlintrc.json'), 'utf8')) as Config;
    const code = "console.log(1);\nlogger.info(`order ${id}`);\nlogger.info({ ...request }, 'seen');\n";
    const { status, findings } = await oxlint({ plugins, overrides }, { [file]: code });
    expect(status).toBe(1);
    expect(findings.map((one) => one.code).toSorted()).toEqual([
      'plumbline(no-built-log-message)',
      'plumbline(no-console)',
      'plumbline(no-whole-request)',
    ]);
  },
);

it.each([
  ['examples/approvals/src/routes/orders.ts', ['plumbline(no-vendor-import)']],
  ['packages/adapter-kafka/src/orders.ts', []],
])('refuses the client of a vendor in applications, and not where adapters are made: %s', async (file, expected) => {
  const { plugins, overrides } = JSON.parse(readFileSync(path.join(ROOT, '.oxlintrc.json'), 'utf8')) as Config;
  const { findings } = await oxlint({ plugins, overrides }, { [file]: "export { Kafka } from 'kafkajs';\n" });
  expect(findings.map(({ code }) => code)).toEqual(expected);
});
