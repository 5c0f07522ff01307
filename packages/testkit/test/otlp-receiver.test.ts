import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, it } from 'vitest';
import type { ReceivedSpan } from '../src/otlp.ts';
import { postJson, traceWith } from './otlp/requests.ts';

const program = path.resolve(import.meta.dirname, '../src/otlp-receiver.ts');
const folder = mkdtempSync(path.join(tmpdir(), 'receiver-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function firstLine(child: ChildProcess): Promise<{ url: string }> {
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  return JSON.parse(line) as { url: string };
}

it('says where it listens, and writes what it got when it is told to end', async () => {
  const summary = path.join(folder, 'summary.json');
  const child = spawn(process.execPath, ['--conditions=plumbline:source', program, '--summary', summary]);
  const { url } = await firstLine(child);
  await postJson(`${url}/v1/traces`, traceWith({ name: 'kept' }));
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(0);
  const written = JSON.parse(readFileSync(summary, 'utf8')) as { spans: ReceivedSpan[]; faults: unknown[] };
  expect(written.spans.map(({ name }) => name)).toEqual(['kept']);
  expect(written.faults).toEqual([]);
});

it('ends with the process that started it', async () => {
  const starter = `
    const child = require('node:child_process').spawn(process.execPath, process.argv.slice(1), { stdio: ['ignore', 'inherit', 'inherit'] });
    child.unref();
    process.stdin.once('data', () => process.exit(0));
  `;
  const parent = spawn(process.execPath, ['-e', starter, '--', '--conditions=plumbline:source', program]);
  const { url } = await firstLine(parent);
  expect((await fetch(url)).status).toBe(404);
  parent.stdin.write('go');
  await once(parent, 'exit');
  await expect
    .poll(() =>
      fetch(url).then(
        () => 'up',
        () => 'gone',
      ),
    )
    .toBe('gone');
});
