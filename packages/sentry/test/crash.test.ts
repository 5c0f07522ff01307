import { spawn } from 'node:child_process';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Ingest, startIngest } from './ingest.ts';

let ingest: Ingest;
beforeEach(async () => {
  ingest = await startIngest();
});
afterEach(() => ingest.close());

async function crash(...args: string[]): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const file = path.join(import.meta.dirname, 'fixtures', 'crash.mjs');
  const child = spawn(process.execPath, ['--conditions=plumbline:source', file, ingest.dsn, ...args]);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const code = await new Promise<number | null>((resolve) => void child.once('close', resolve));
  return { code, stderr };
}

describe.each(['throw', 'reject'])('uncaught: %s', (how) => {
  test('off by default: Node ends the process in its own way and nothing is sent', async () => {
    const { code, stderr } = await crash('off', how, 'alone');
    expect([code, ingest.received.length]).toEqual([1, 0]);
    expect(stderr).toMatch(/Node\.js v/);
  });

  test('on: reported as fatal, printed, same exit code', async () => {
    const { code, stderr } = await crash('on', how, 'alone');
    expect(code).toBe(1);
    expect(stderr).toContain('TypeError: fatal-crash-message');
    expect(ingest.received.map(({ event }) => [event.level, event.exception.values[0]?.mechanism])).toEqual([
      ['fatal', { type: 'generic', handled: false }],
    ]);
  });

  test('on, beside a listener of the application: reported, and the application decides', async () => {
    const { code, stderr } = await crash('on', how, 'shared');
    expect(code).toBe(3);
    expect(stderr.trim()).toBe('the application decides');
    expect(ingest.received).toHaveLength(1);
  });
});
