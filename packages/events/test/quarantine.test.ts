import { randomUUID } from 'node:crypto';
import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { testClock } from '@plumbline/testkit';
import { category, defineCatalog, defineEvent, type Upcasters } from '@plumbline/schema';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createEvents, type EventsOptions } from '../src/index.ts';
import { createIngest, type IngestOptions } from '../src/ingest.ts';
import { replayQuarantine } from '../src/quarantine/replay.ts';
import { countingMeter, keptLog, shared, shelf } from './world.ts';

const start = Date.UTC(2026, 5, 1);
const [OLD, NOW, NEXT] = ['2026-04-telemetry-v3', '2026-05-telemetry-v4', '2026-06-telemetry-v5'] as const;

const event = { ...shared, feature: 'items', surfaces: ['page'], sources: ['web'] } as const;

const catalogOf = (version: string, upcasters?: Readonly<Record<string, Upcasters>>) =>
  defineCatalog({
    version,
    events: {
      item_rated: defineEvent({ ...event, fields: { kind: category(['good', 'bad']) } }),
      item_watched: defineEvent({ ...event, consent: 'analytics', fields: {} }),
    },
    ...(upcasters && { previous: upcasters }),
  });

const sent = (version: string, change: object = {}): object => ({
  event_id: randomUUID(),
  name: 'item_rated',
  schema_version: version,
  session_id: 'ses_abcdefgh',
  anonymous_user_id: 'anon_1234',
  occurred_at: start,
  payload: { kind: 'good' },
  ...change,
});

function makeFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-quarantine-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function rig(options: Partial<IngestOptions> = {}, directory = path.join(makeFolder(), 'aside')) {
  const clock = testClock(start);
  const { meter, series } = countingMeter();
  const { log, lines } = keptLog();
  const catalog = options.catalog ?? catalogOf(NOW);
  const events = createEvents({ catalog, adapters: [shelf().adapter], clock });
  const ingest = createIngest({ catalog, events, clock, meter, log, quarantine: { directory }, ...options });
  const post = async (...batch: readonly object[]): Promise<unknown> => {
    const headers = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
    const body = JSON.stringify({ v: 1, events: batch });
    return (await ingest(new Request('http://app.test/_t', { method: 'POST', body, headers }))).json();
  };
  const kept = (): number | undefined => series.get('plumbline.events.quarantined{reason=unknown_version}');
  return { directory, post, kept, events, lines, clock };
}

/** Replays a folder into a client of a catalog. */
async function replay(
  directory: string,
  catalog: ReturnType<typeof catalogOf>,
  more: { readonly days?: number; readonly isDown?: boolean; readonly client?: Partial<EventsOptions> } = {},
) {
  const now = start + (more.days ?? 0) * 86_400_000;
  const truth = shelf();
  const events = createEvents({ catalog, adapters: [truth.adapter], clock: testClock(now), ...more.client });
  const settle = async (): Promise<boolean> => {
    if (more.isDown !== true) await events.flush();
    return events.pending === 0;
  };
  const replayed = await replayQuarantine({ directory, catalog, events, settle, now });
  return { replayed, stored: truth.batches.flatMap((batch) => batch.events) };
}

describe('what is kept aside', () => {
  it('is nothing without the option', async () => {
    const { events, post, directory, kept } = rig({ quarantine: undefined as never });
    await post(sent(NEXT));
    expect(events.snapshot().refused).toEqual({ unknown_version: 1 });
    expect([existsSync(directory), kept()]).toEqual([false, undefined]);
  });

  it('is what its version alone was wrong with; all of it is refused and counted', async () => {
    const { post, events, directory, kept, lines } = rig();
    const answer = await post(
      sent(NEXT),
      sent(OLD),
      sent(NOW),
      sent(NEXT, { payload: { note: 'Jane Doe' } }),
      sent(NEXT, { name: 'gone' }),
      sent(NOW, { name: 'never_declared' }),
      sent(NOW, { payload: { kind: 'other' } }),
    );
    expect(answer).toMatchObject({
      accepted: 1,
      rejected: [0, 1, 3, 4, 5, 6].map((i) => ({ i })),
    });
    expect(events.snapshot().refused).toEqual({ unknown_version: 4, unknown_event: 1, invalid_field: 1 });
    expect(kept()).toBe(2);
    expect(readdirSync(directory)).toEqual(['quarantine.jsonl']);
    const text = readFileSync(path.join(directory, 'quarantine.jsonl'), 'utf8');
    const held = text.split('\n').filter((line) => line !== '');
    expect(held.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { at: start, event: { schema_version: NEXT } },
      { at: start, event: { schema_version: OLD } },
    ]);
    expect(text).not.toContain('anon_1234');
    expect(lines).toMatchObject([{ message: expect.stringContaining('kept aside') as string }]);
    expect(statSync(path.join(directory, 'quarantine.jsonl')).mode & 0o077).toBe(0);
    expect(statSync(directory).mode & 0o077).toBe(0);
  });

  it('is not what the catalog drops', async () => {
    const { post, kept, events } = rig({ catalog: catalogOf(NOW, { [OLD]: { item_rated: 'drop' } }) });
    await post(sent(OLD));
    expect(events.snapshot().refused).toEqual({ unknown_event: 1 });
    expect(kept()).toBe(0);
  });

  it('is what an upcaster failed on', async () => {
    const broken = {
      item_rated: () => {
        throw new Error('not yet');
      },
    };
    const { post, kept } = rig({ catalog: catalogOf(NOW, { [OLD]: broken }) });
    await post(sent(OLD));
    expect(kept()).toBe(1);
  });

  it('is bounded, and the rest is counted; a replay makes room', async () => {
    const directory = path.join(makeFolder(), 'aside');
    const { post, kept, lines, clock, events } = rig({
      maxEvents: 1_000,
      rate: { perSessionPerMinute: 100_000 },
      maxBodyBytes: 655_360,
      quarantine: { directory, maxBytes: 65_536 },
    });
    const many = Array.from({ length: 500 }, () => sent(NEXT));
    await post(...many);
    const full = kept() ?? 0;
    expect(full).toBeGreaterThan(100);
    expect(full).toBeLessThan(500);
    expect(statSync(path.join(directory, 'quarantine.jsonl')).size).toBeLessThanOrEqual(65_536);
    expect(events.snapshot().refused).toEqual({ unknown_version: 500 });
    expect(lines.map(({ message }) => message)).toEqual([
      expect.stringContaining('kept aside'),
      expect.stringContaining('the quarantine is full'),
    ]);
    const { replayed } = await replay(directory, catalogOf(NEXT));
    expect(replayed).toEqual({ accepted: full, refused: {}, kept: 0, damaged: 0, interrupted: false });
    await clock.advance(60_000);
    await post(sent(NEXT));
    expect(kept()).toBe(full + 1);
  });

  it('is nothing where the folder cannot be written, which is said and stops nobody', async () => {
    const directory = path.join(makeFolder(), 'file');
    writeFileSync(directory, 'no folder');
    const { post, events, kept, lines } = rig({ quarantine: { directory } });
    expect(await post(sent(NEXT), sent(NEXT), sent(NOW))).toMatchObject({ accepted: 1 });
    expect(events.snapshot().refused).toEqual({ unknown_version: 2 });
    expect(kept()).toBe(0);
    expect(lines).toMatchObject([{ message: expect.stringContaining('cannot be written') as string }]);
  });

  it.each([
    [{ directory: ' ' }, /`quarantine.directory` must name a folder/],
    [{ directory: 'x', maxBytes: 1_000 }, /`quarantine.maxBytes` must be an integer of at least 65536/],
    [{ directory: 'x', maxBytes: 1e6 + 0.5 }, /`quarantine.maxBytes`/],
  ])('%j is refused at the start', (quarantine, message) => {
    expect(() => rig({ quarantine })).toThrow(message);
  });
});

describe('replayQuarantine', () => {
  const filled = async (...batch: readonly object[]): Promise<string> => {
    const { directory, post } = rig();
    await post(...batch);
    return directory;
  };

  it('takes what the catalog of a later deployment knows, once', async () => {
    const known = sent(NEXT) as { event_id: string };
    const directory = await filled(known, sent(OLD), sent(NEXT, { payload: { kind: 'odd' } }));
    const catalog = catalogOf(NEXT);
    // Eight days later: its time is judged by when it came.
    const { replayed, stored } = await replay(directory, catalog, { days: 8 });
    expect(replayed).toEqual({ accepted: 1, refused: { invalid_field: 1 }, kept: 1, damaged: 0, interrupted: false });
    expect(stored).toMatchObject([
      {
        eventId: known.event_id,
        schemaVersion: NEXT,
        source: 'web',
        anonymousUserId: '',
        occurredAt: start,
        payload: { kind: 'good' },
      },
    ]);
    const upcasters = { [OLD]: { item_rated: () => ({ kind: 'bad' }) } };
    const again = await replay(directory, catalogOf(NOW, upcasters), { days: 9 });
    expect(again.replayed).toMatchObject({ accepted: 1, refused: {}, kept: 0 });
    expect(again.stored).toMatchObject([{ schemaVersion: NOW, payload: { kind: 'bad' } }]);
    expect(readdirSync(directory)).toEqual([]);
    expect((await replay(directory, catalog)).replayed).toMatchObject({ accepted: 0, kept: 0 });
  });

  it('forgets what is older than thirty days, and needs the consent that can be known', async () => {
    const directory = await filled(sent(NEXT), sent(NEXT, { name: 'item_watched', payload: {} }));
    const client = { consent: (context: unknown): boolean => context !== undefined };
    const first = await replay(directory, catalogOf(NEXT), { client });
    expect(first.replayed).toMatchObject({ accepted: 1, refused: { consent: 1 } });
    const later = await replay(await filled(sent(NEXT)), catalogOf(NEXT), { days: 31 });
    expect(later.replayed).toMatchObject({ accepted: 0, refused: { too_old: 1 } });
  });

  it('forgets nothing that the source did not take', async () => {
    const directory = await filled(sent(NEXT), sent(NEXT));
    const down = await replay(directory, catalogOf(NEXT), { isDown: true });
    expect(down.replayed).toMatchObject({ accepted: 2, interrupted: true });
    // What came in the meantime is in a file of its own; both are taken.
    appendFileSync(
      path.join(directory, 'quarantine.jsonl'),
      readFileSync(path.join(directory, readdirSync(directory)[0] ?? '')),
    );
    const up = await replay(directory, catalogOf(NEXT));
    expect(up.replayed).toMatchObject({ accepted: 4, interrupted: false });
    expect(new Set(up.stored.map(({ eventId }) => eventId)).size).toBe(2);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('passes lines that a crash left unfinished, and reads what was added while it read', async () => {
    const { directory, post } = rig();
    const file = path.join(directory, 'quarantine.jsonl');
    await post(sent(NEXT));
    const line = readFileSync(file, 'utf8');
    appendFileSync(file, line.slice(0, 90));
    await post(sent(NEXT));
    appendFileSync(file, 'null\n7\n{"at":"x"}\n{"at":1,"event":null}\n');
    // A writer that had the file open when it was taken: a line, one half of the next, the other half, and a torn one.
    const late = [line + line.slice(0, 60), line.slice(60), `${line}{"at":`];
    const catalog = catalogOf(NEXT);
    const truth = shelf();
    const events = createEvents({ catalog, adapters: [truth.adapter], clock: testClock(start) });
    const settle = async (): Promise<boolean> => {
      const [taken = ''] = readdirSync(directory);
      appendFileSync(path.join(directory, taken), late.shift() ?? '');
      await events.flush();
      return true;
    };
    expect(await replayQuarantine({ directory, catalog, events, settle, now: start })).toEqual({
      accepted: 5,
      refused: {},
      kept: 0,
      damaged: 6,
      interrupted: false,
    });
    expect(readdirSync(directory)).toEqual([]);
  });

  it('leaves what stays to whoever the folder belongs to', async () => {
    const directory = await filled(sent(OLD));
    if (process.getuid?.() === 0) chownSync(directory, 12_345, 12_345);
    expect((await replay(directory, catalogOf(NEXT))).replayed).toMatchObject({ kept: 1 });
    const [file = ''] = readdirSync(directory);
    expect(file).not.toBe('quarantine.jsonl');
    const { uid, mode } = statSync(path.join(directory, file));
    expect([uid, mode & 0o077]).toEqual([statSync(directory).uid, 0]);
  });

  it('has nothing to do without a folder', async () => {
    const { replayed } = await replay(path.join(makeFolder(), 'none'), catalogOf(NEXT));
    expect(replayed).toEqual({ accepted: 0, refused: {}, kept: 0, damaged: 0, interrupted: false });
  });
});
