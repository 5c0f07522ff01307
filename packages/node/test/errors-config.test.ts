// What the section `errors` of the configuration reaches: the error tracker, its lockfile and the end of the process.
import { defineConfig } from '@plumbline/core';
import { expect, it } from 'vitest';
import { type Ingest, startIngest } from '../../sentry/test/ingest.ts';
import { possibleSignals } from '../src/egress-signals.ts';
import { start } from '../src/index.ts';
import { cleanup, type Line, makeFolder, runChild } from './run-child.ts';

const IDENTITY = { PLUMBLINE_IDENTITY_KEY: 'k'.repeat(40) };

async function receive(): Promise<{ readonly ingest: Ingest; readonly origin: string }> {
  const ingest = await startIngest();
  cleanup.push(() => ingest.close());
  return { ingest, origin: new URL(ingest.dsn).origin };
}

it('sends declared fields as tags, and file names below the root', async () => {
  const { ingest, origin } = await receive();
  const lines: Line[] = [];
  const config = defineConfig({
    service: { name: 'orders' },
    egress: { errors: { origin, party: 'first-party' } },
    errors: { fields: ['queue'], root: import.meta.dirname },
  });
  const plumbline = await start(config, {
    signals: false,
    environment: { ...IDENTITY, SENTRY_DSN: ingest.dsn },
    logDestination: { write: (line: string) => void lines.push(JSON.parse(line) as Line) },
  });
  plumbline.captureError(new Error('no'), { fields: { queue: 'digest', attempt: 3 } });
  await plumbline.shutdown();
  const [event] = ingest.received.map((one) => one.event);
  expect(event?.tags).toMatchObject({ queue: 'digest' });
  expect(event?.tags).not.toHaveProperty('attempt');
  expect(lines.find(({ msg }) => msg === 'unhandled error')).toMatchObject({ queue: 'digest', attempt: 3 });
  const frames = event?.exception.values[0]?.stacktrace?.frames ?? [];
  expect(frames.at(-1)?.['filename']).toBe('app:///errors-config.test.ts');
  expect(ingest.faults).toEqual([]);
  const names = possibleSignals(config)
    .find(({ signal }) => signal === 'sentry')
    ?.attributes.map(({ name }) => name);
  expect(names).toContain('tags.queue');
});

it('the line says what failed, whatever a field is called', async () => {
  const { ingest, origin } = await receive();
  const lines: Line[] = [];
  const plumbline = await start(
    { service: { name: 'orders' }, egress: { errors: { origin, party: 'first-party' } } },
    {
      signals: false,
      environment: { ...IDENTITY, SENTRY_DSN: ingest.dsn },
      logDestination: { write: (line: string) => void lines.push(JSON.parse(line) as Line) },
    },
  );
  const errorId = plumbline.captureError(new RangeError('no'), { fields: { err: 'mine', error_id: 'mine' } });
  const hostile = Object.defineProperty({}, 'queue', {
    enumerable: true,
    get: () => {
      throw new Error('no');
    },
  });
  for (const options of [null, 3, 'x', { fields: null }, { fields: 'x' }, { fields: hostile }]) {
    expect(plumbline.captureError(new Error('no'), options as never)).toMatch(/^[0-9a-f]{16}$/);
  }
  await plumbline.shutdown();
  // All but the one that cannot be read, which is counted as malformed.
  expect(ingest.received).toHaveLength(6);
  const captured = lines.filter(({ msg }) => msg === 'unhandled error');
  expect(captured).toHaveLength(7);
  expect(captured[0]).toMatchObject({ err: { type: 'RangeError' }, error_id: errorId });
});

it.each([
  ['true', 1],
  ['false', 0],
])('reportCrashes: %s', async (reportCrashes, sent) => {
  const { ingest, origin } = await receive();
  const child = runChild('crash.ts', {
    cwd: makeFolder(),
    environment: { ...IDENTITY, SENTRY_DSN: ingest.dsn },
    args: [origin, reportCrashes],
  });
  const line = await child.line('uncaught exception');
  expect(await child.ended).toBe('1');
  expect(child.stderr()).toContain('RangeError: of jane@example.com');
  expect(ingest.received).toHaveLength(sent);
  for (const { event, text } of ingest.received) {
    expect([event.level, event.fingerprint]).toEqual(['fatal', [line['error_id']]]);
    expect(text).not.toContain('jane@example.com');
  }
});
