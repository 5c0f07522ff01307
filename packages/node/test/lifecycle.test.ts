import { existsSync } from 'node:fs';
import path from 'node:path';
import { queryAudit } from '@plumbline/audit';
import { sqliteStore } from '@plumbline/audit/sqlite';
import { DEFAULT_SHUTDOWN_MS } from '@plumbline/core';
import { type OtlpReceiver, startOtlpReceiver } from '@plumbline/testkit/otlp';
import { describe, expect, it } from 'vitest';
import { type Child, cleanup, makeFolder, runChild, startBlackHole } from './run-child.ts';

async function startService(
  environment: Readonly<Record<string, string>> = {},
): Promise<{ child: Child; origin: string }> {
  const child = runChild('service.ts', {
    cwd: makeFolder(),
    environment: { PLUMBLINE_IDENTITY_KEY: 'k'.repeat(40), ...environment },
  });
  const { port } = await child.line('listening');
  return { child, origin: `http://127.0.0.1:${String(port)}` };
}

const received = async () => {
  const receiver = await startOtlpReceiver();
  cleanup.push(() => receiver.close());
  return receiver;
};

const GIVEN_UP = 'requests or hooks still run; telemetry is flushed without waiting longer';

/** What a shutdown may take, unless the application says more. */
const BAR_MS = 3_000;
/**
 * The deadline of the service here. Whatever waits in a shutdown waits for a part of it, so that the process ends right
 * after; the rest up to the bar is room for a machine that is busy, and a deadline that nobody kept would use it up.
 */
const DEADLINE_MS = 1_500;

/** What a collector may do, and where it then is. */
const collectors = {
  hangs: async (receiver: OtlpReceiver) => receiver.answer('hang'),
  refuses: (receiver: OtlpReceiver) => receiver.close(),
  'answers 429': async (receiver: OtlpReceiver) => receiver.answer('too_many'),
  'answers 503': async (receiver: OtlpReceiver) => receiver.answer('unavailable'),
} as const;

describe('SIGTERM', () => {
  it('has less than the time of the bar, which a busy machine uses up', () => {
    expect(DEFAULT_SHUTDOWN_MS).toBe(BAR_MS - 500);
  });

  it.each(Object.entries(collectors))(
    'answers what runs and ends by the signal, though the event store hangs and the collector %s',
    async (_name, fail) => {
      const receiver = await received();
      await fail(receiver);
      const { child, origin } = await startService({
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_TRACES_SAMPLER_ARG: '1',
        CLICKHOUSE_URL: await startBlackHole(),
        SHUTDOWN_MS: String(DEADLINE_MS),
      });
      expect(child.lines).toContainEqual(
        expect.objectContaining({ msg: expect.stringContaining('do not answer yet') }),
      );
      const slow = await fetch(`${origin}/slow`);
      const asked = performance.now();
      child.kill('SIGTERM');
      expect(await slow.text()).toBe('ok');
      expect(await child.ended).toBe('SIGTERM');
      // Left alone, a send to the store takes 10 s, and an export ends after 1.5 s for each signal.
      expect(performance.now() - asked).toBeLessThan(BAR_MS);
      expect(child.lines.find(({ msg }) => msg === 'after hook')).toMatchObject({
        snapshot: { accepted: 1, destinations: { clickhouse: { lost: { shutdown_deadline: 1 }, pending: 0 } } },
        audit: { recorded: 1, stored: 1, pending: 0 },
      });
    },
  );

  it('reports to the collector what an event store that hangs has cost', async () => {
    const receiver = await received();
    const { child, origin } = await startService({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      CLICKHOUSE_URL: await startBlackHole(),
    });
    await fetch(`${origin}/orders/7`);
    child.kill('SIGTERM');
    expect(await child.ended).toBe('SIGTERM');
    expect(receiver.sumOf('plumbline.events.accepted')).toBe(1);
    expect(receiver.sumOf('plumbline.events.lost', { reason: 'shutdown_deadline' })).toBe(1);
    expect(receiver.sumOf('plumbline.audit.stored')).toBe(1);
  });

  it('does not wait for ever for a request that never ends, and is not cut short by a second signal', async () => {
    const { child, origin } = await startService();
    const stuck = fetch(`${origin}/stuck`).then(
      () => 'answered',
      () => 'cut',
    );
    await fetch(`${origin}/orders/7`);
    child.kill('SIGINT');
    await child.line(GIVEN_UP);
    child.kill('SIGINT');
    expect(await child.ended).toBe('SIGINT');
    expect(await stuck).toBe('cut');
    expect(child.lines.at(-1)).toMatchObject({ msg: 'after hook', audit: { recorded: 1, stored: 1 } });
  });
});

describe('the drain', () => {
  const DRAINS = 'readiness is false; requests are served until the drain is over';
  const statusOf = async (url: string): Promise<number> => (await fetch(url)).status;
  const ends = ['listening', DRAINS, 'order placed', 'closing', 'after hook'];

  it('lets whoever sends requests hear of SIGTERM from readiness, while new ones are answered', async () => {
    const { child, origin } = await startService({ DRAIN_MS: '3000', SHUTDOWN_MS: String(DEADLINE_MS) });
    expect(await statusOf(`${origin}/readyz`)).toBe(200);
    child.kill('SIGTERM');
    expect(await child.line(DRAINS)).toMatchObject({ drain_ms: 3_000 });
    // Each on a connection of its own, as a probe and a balancer make them.
    const asked = ['/readyz', '/livez', '/orders/7'].map((path) => statusOf(origin + path));
    expect(await Promise.all(asked)).toEqual([503, 200, 200]);
    expect(await child.ended).toBe('SIGTERM');
    const said = child.lines.map(({ msg }) => String(msg)).filter((msg) => ends.includes(msg));
    expect(said).toEqual(ends);
    // What came during the drain is stored like all else.
    expect(child.lines.at(-1)).toMatchObject({ audit: { recorded: 1, stored: 1 } });
    await expect(fetch(origin)).rejects.toThrow('fetch failed');
  });

  it('is left out at SIGINT, and tells of a listener that may close the server before it is over', async () => {
    const quick = await startService({ DRAIN_MS: '20000' });
    quick.child.kill('SIGINT');
    expect(await quick.child.ended).toBe('SIGINT');
    expect(quick.child.lines.map(({ msg }) => msg)).not.toContain(DRAINS);

    const heard = await startService({ DRAIN_MS: '1', LISTENS: 'too' });
    heard.child.kill('SIGTERM');
    await heard.child.line('after hook');
    expect(heard.child.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', msg: expect.stringContaining('close it in `onShutdown({ before })`') }),
    );
  });
});

describe('other ends', () => {
  it('flushes when the process runs out of work, and leaves the exit code alone', async () => {
    const child = runChild('script.ts', { cwd: makeFolder() });
    expect(await child.ended).toBe('3');
    expect(child.lines.at(-1)).toMatchObject({ msg: 'after hook', stored: 1 });
  });

  it('logs a crash, lets it end the process, and keeps the audit records for the next one', async () => {
    const spool = path.join(makeFolder(), 'spool');
    const { child, origin } = await startService({ PLUMBLINE_AUDIT_SPOOL_DIR: spool });
    await fetch(`${origin}/crash`).catch(() => undefined);
    expect(await child.ended).toBe('1');
    const crash = child.lines.find(({ msg }) => msg === 'uncaught exception');
    expect(crash).toMatchObject({ level: 'fatal', origin: 'unhandledRejection', error_id: expect.any(String) });
    expect(JSON.stringify(crash)).not.toContain('jane@example.com');

    const next = await startService({ PLUMBLINE_AUDIT_SPOOL_DIR: spool });
    next.child.kill('SIGTERM');
    await next.child.ended;
    const store = sqliteStore({ path: path.join(spool, 'audit.sqlite') });
    cleanup.push(() => store.close?.());
    expect((await queryAudit(store)).records).toHaveLength(1);
  });

  it('leaves nothing behind when a start fails', async () => {
    const cwd = makeFolder();
    const receiver = await received();
    const child = runChild('failed-start.ts', {
      cwd,
      environment: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, PLUMBLINE_IDENTITY_KEY: 'k'.repeat(40) },
    });
    expect(await child.line('refused')).toMatchObject({ code: 'PLB_ADAPTER_DEPENDENCY', listeners: 0 });
    // It ends by itself: no timer, socket or child process holds it.
    expect(await child.ended).toBe('0');
    expect(child.lines.at(-1)).toMatchObject({ msg: 'done' });
    expect(existsSync(path.join(cwd, 'clickhouse'))).toBe(true);
  });
});
