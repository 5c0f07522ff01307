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
