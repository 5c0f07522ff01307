import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { SDK_VERSION } from '@sentry/core';
import { afterEach, describe, expect, test } from 'vitest';
import { startIngest } from './ingest.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

/** The receiver of the application's own Sentry, which sends spans, sessions and what it likes. */
async function startTheirs(): Promise<{ readonly dsn: string; readonly bodies: string[] }> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks);
      bodies.push((request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString('utf8'));
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  open.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { dsn: `http://theirs@127.0.0.1:${(server.address() as AddressInfo).port}/7`, bodies };
}

interface TheirItem {
  readonly exception?: { readonly values: readonly { readonly value: string }[] };
  readonly tags?: Readonly<Record<string, string>>;
}

interface Report {
  readonly left: unknown;
  readonly kept: unknown;
  readonly seen: readonly string[];
  readonly tally: unknown;
}

async function runBeside(version: string, order: 'first' | 'second') {
  const [ours, theirs] = [await startIngest(), await startTheirs()];
  open.push(ours.close);
  const fixture = path.join(import.meta.dirname, 'fixtures/beside.mjs');
  // Sentry overlooks requests to the host of its own DSN.
  const dsn = ours.dsn.replace('127.0.0.1', 'localhost');
  const { stdout } = await promisify(execFile)(process.execPath, [fixture, dsn, theirs.dsn, version, order]);
  return { ours, theirs: theirs.bodies.join('\n'), report: JSON.parse(stdout) as Report };
}

// Sentry keeps what is one per process by its version, so that the same one shares it and another does not.
describe.each([SDK_VERSION, '10.0.0'])('an application with a Sentry of its own, version %s,', (version) => {
  describe.each(['first', 'second'] as const)('ours %s,', (order) => {
    test('and neither has anything of the other', async () => {
      const { ours, theirs, report } = await runBeside(version, order);
      const messages = ours.received.map(({ event }) => String(event.exception.values.at(-1)?.value));
      const early = order === 'first' ? ['for-us-early'] : [];
      expect(messages.toSorted()).toEqual(['for-both', 'for-us', 'for-us-late', ...early].toSorted());
      expect(ours.faults).toEqual([]);
      expect(ours.received.map(({ text }) => text).join('\n')).not.toMatch(/their|sentry-trace|baggage|traceparent/);
      expect(report.tally).toEqual({ delivered: messages.length, lost: {}, pending: 0 });

      const told = theirs
        .split('\n')
        .map((line) => JSON.parse(line) as TheirItem)
        .flatMap(
          ({ exception, tags = {} }) => exception?.values.map(({ value }) => `${value} ${JSON.stringify(tags)}`) ?? [],
        );
      expect(told.toSorted()).toEqual(['for-both {}', 'for-them {"their-tag":"kept"}']);
      expect(theirs.includes('their-span')).toBe(true);
      // The address of our receiver would be in the spans and breadcrumbs of requests that theirs has seen.
      expect(theirs.includes(new URL(ours.dsn).port)).toBe(false);
      expect([...new Set(report.seen.filter((one) => one !== null))].toSorted()).toEqual(['for-both', 'for-them']);
    });

    test('and what it keeps for the process is left alone', async () => {
      const { report } = await runBeside(version, order);
      expect(report.left).toBeNull();
      expect(report.kept).toEqual({ client: true, strategies: true, versions: [version], lastEvent: true });
    });
  });
});
