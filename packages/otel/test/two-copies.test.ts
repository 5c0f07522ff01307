import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { OtelFault } from '../src/index.ts';
import { cleanup } from './support.ts';

const NAME = '@opentelemetry/api';
const installed = createRequire(import.meta.url)
  .resolve(NAME)
  .replace(/dist.*$/, '');
const program = path.join(import.meta.dirname, 'fixtures/two-copies.ts');

/** An application with a copy of the API of its own, which says that it is of this version. */
async function runWithCopy(version: string) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'plumbline-otel-'));
  cleanup.push(() => rmSync(folder, { recursive: true, force: true }));
  const copy = path.join(folder, 'node_modules', NAME);
  cpSync(installed, copy, { recursive: true });
  for (const file of ['package.json', 'dist/version.cjs', 'dist/version.mjs']) {
    const text = readFileSync(path.join(copy, file), 'utf8');
    expect(text).toContain('1.10.0');
    writeFileSync(path.join(copy, file), text.replaceAll('1.10.0', version));
  }
  const run = promisify(execFile)(process.execPath, ['--conditions=plumbline:source', program], { cwd: folder });
  const { stdout } = await run;
  return JSON.parse(stdout) as { readonly records: boolean; readonly faults: readonly OtelFault[] };
}

it.each(['1.9.0', '1.10.3'])('a copy of the API in the application that is %s sees the SDK', async (version) => {
  expect(await runWithCopy(version)).toEqual({ records: true, faults: [] });
});

it.each(['1.11.0', '2.0.0'])('says so when the copy in the application is %s, which sees nothing', async (version) => {
  const { records, faults } = await runWithCopy(version);
  expect({ faults }).toEqual({
    faults: [
      {
        code: 'PLB_OTEL_API_VERSION',
        what: expect.stringContaining(`The application has @opentelemetry/api ${version} beside 1.10.0`),
        fix: expect.stringContaining('npm ls @opentelemetry/api'),
      },
    ],
  });
  expect(records).toBe(false);
});
