import {
  type Adapter,
  type Allowlist,
  defineAdapter,
  delivered,
  type EventRange,
  type OutboundEvent,
  rejected,
  retryLater,
} from '@plumbline/core';
import { collectFacts, formatLock } from '@plumbline/schema/egress';
import { makeEvent } from '@plumbline/testkit';
import { expect, it } from 'vitest';
import { runReplay } from '../src/cli/replay.ts';
import { replay, type ReplayOptions } from '../src/replay.ts';
import { catalog, shelf } from './world.ts';

const range = { from: 1_000, to: 2_000 };

const events = Array.from({ length: 25 }, (_, index) =>
  makeEvent({
    name: index % 5 === 0 ? 'item_rated' : 'item_created',
    payload: { number: index, secret: `secret-${index}` },
  }),
);

/** A source of truth with pages of ten. */
const source = (asked: EventRange[] = []) =>
  defineAdapter<{ allow: 'catalog' }, object>({
    kind: 'truth',
    role: 'source',
    capabilities: { maxBatch: 10, idempotent: true },
    destinations: () => [],
    open: async () => ({}),
    send: async () => delivered(),
    async *read(_client, wanted) {
      asked.push(wanted);
      for (let at = 0; at < events.length; at += 10) yield events.slice(at, at + 10);
    },
  })({ allow: 'catalog' });

const mirror = (options: Parameters<typeof shelf>[0] = {}) =>
  shelf({ kind: 'mirror', role: 'mirror', allow: { item_created: ['number'] }, ...options });

const lockOf = (into: Adapter): string => formatLock(collectFacts({ catalog, adapters: [into] }));

const run = (options: Partial<ReplayOptions> & Pick<ReplayOptions, 'into'>) => {
  const lock = 'lock' in options || options.into.role === 'source' ? '' : lockOf(options.into);
  return replay({ from: source(), range, catalog, lock, retry: { baseMs: 1, maxMs: 1 }, ...options });
};

it('sends what the mirror lists of a range, cut to its fields, and counts all', async () => {
  const asked: EventRange[] = [];
  const into = mirror({ maxBatch: 4 });
  expect(await run({ from: source(asked), into: into.adapter })).toEqual({
    read: 25,
    listed: 20,
    delivered: 20,
    lost: {},
  });
  expect(asked).toEqual([range]);
  const sent: OutboundEvent[] = into.batches.flatMap((batch) => batch.events);
  expect(sent.map(({ eventId }) => eventId)).toEqual(
    events.filter(({ name }) => name === 'item_created').map(({ eventId }) => eventId),
  );
  expect(JSON.stringify(sent)).not.toMatch(/secret|item_rated/);
});

it('names its batches by the range, so that the same replay sends the same ones', async () => {
  const [first, again, other] = [mirror(), mirror(), mirror()];
  await run({ into: first.adapter });
  await run({ into: again.adapter });
  await run({ into: other.adapter, range: { ...range, to: 2_001 } });
  const ids = ({ batches }: typeof first): readonly string[] => batches.map(({ id }) => id);
  expect(ids(again)).toEqual(ids(first));
  expect(new Set(ids(first)).size).toBe(3);
  expect(ids(other)).not.toEqual(ids(first));
});

it('repeats what fails, and counts what the mirror gives up', async () => {
  const failing = mirror({
    answer: (_batch, attempt) => (attempt % 2 === 1 ? retryLater(new Error('busy')) : delivered()),
  });
  expect(await run({ into: failing.adapter })).toMatchObject({ delivered: 20, lost: {} });
  const refusing = mirror({ answer: () => rejected(new Error('no')) });
  expect(await run({ into: refusing.adapter })).toMatchObject({ delivered: 0, lost: { rejected: 20 } });
  const down = mirror({ answer: () => retryLater(new Error('down')) });
  expect(await run({ into: down.adapter, retry: { baseMs: 1, maxMs: 1, maxAttempts: 2 } })).toMatchObject({
    lost: { retries_exhausted: 20 },
  });
});

it('sends nothing on a dry run', async () => {
  const into = mirror({ idempotent: false });
  expect(await run({ into: into.adapter, dryRun: true })).toEqual({ read: 25, listed: 20, delivered: 0, lost: {} });
  expect(into.opened()).toBe(0);
});

it('sends to a mirror that knows no repeat only where that is said', async () => {
  const into = mirror({ idempotent: false });
  await expect(run({ into: into.adapter })).rejects.toThrow(/PLB_OPTION_INVALID.*twice/);
  expect(await run({ into: into.adapter, acceptDoubles: true })).toMatchObject({ delivered: 20 });
});

it.each([
  ['a range that ends before it begins', { range: { from: 2, to: 1 } }, /range/],
  ['a source that cannot read back', { from: mirror().adapter }, /mirror cannot read/],
  ['a source of truth as a mirror', { into: source() }, /not a mirror/],
])('refuses %s', async (_what, wrong, message) => {
  await expect(run({ into: mirror().adapter, ...wrong })).rejects.toThrow(message);
});

const listing = (allow: Allowlist): Adapter => mirror({ allow }).adapter;

const unlocked: readonly (readonly [string, Record<string, unknown>, string])[] = [
  ['no lockfile', { lock: undefined }, 'PLB_EGRESS_LOCK_MISSING'],
  ['a lockfile of less', { lock: lockOf(listing({ item_created: ['surface'] })) }, 'PLB_EGRESS_LOCK_DIFFERS'],
  ['a lockfile of stricter terms', { gates: { mirror: { consent: 'essential' } } }, 'PLB_EGRESS_LOCK_DIFFERS'],
  ['a damaged lockfile', { lock: 'no lockfile' }, 'PLB_EGRESS_LOCK_INVALID'],
  ['no catalog', { catalog: undefined }, 'PLB_OPTION_INVALID'],
  ['a mirror that declares nothing', { into: { ...mirror().adapter, egress: undefined } }, 'PLB_CONFIG_INVALID'],
];

it.each(unlocked)('reads and sends nothing with %s, also when called from code', async (_what, wrong, code) => {
  const asked: EventRange[] = [];
  const into = mirror();
  const strict = formatLock(
    collectFacts({ catalog, adapters: [into.adapter], gates: { mirror: { consent: 'analytics' } } }),
  );
  const lock = 'gates' in wrong ? strict : lockOf(into.adapter);
  const options = { from: source(asked), into: into.adapter, lock, ...wrong };
  await expect(run(options as Parameters<typeof run>[0])).rejects.toMatchObject({ code });
  expect([asked, into.opened(), into.batches]).toEqual([[], 0, []]);
});

it('sends of a stored event what the catalog of today has of it, and none that the terms withhold', async () => {
  const stored = [
    makeEvent({ name: 'item_created', payload: { number: 'typed by a person' } }),
    makeEvent({ name: 'item_rated', payload: { kind: 'good' } }),
  ];
  const from = {
    kind: 'truth',
    async *read() {
      yield stored;
    },
  };
  const allow = { item_created: ['number'], item_rated: ['kind'] };
  const sentBy = async (gates: NonNullable<ReplayOptions['gates']>) => {
    const into = mirror({ allow });
    const lock = formatLock(collectFacts({ catalog, adapters: [into.adapter], gates }));
    await run({ from, into: into.adapter, gates, lock });
    return into.batches.flatMap((batch) => batch.events.map(({ name, payload }) => ({ name, payload })));
  };
  const rated = { name: 'item_rated', payload: { kind: 'good' } };
  expect(await sentBy({})).toEqual([{ name: 'item_created', payload: {} }, rated]);
  expect(await sentBy({ mirror: { consent: 'analytics' } })).toEqual([rated]);
});

it('lets a failure to read through, with what was sent before', async () => {
  const into = mirror();
  const failing = {
    kind: 'truth',
    async *read() {
      yield events.slice(0, 10);
      throw new Error('the store is gone');
    },
  };
  await expect(run({ from: failing, into: into.adapter })).rejects.toThrow('the store is gone');
  expect(into.stored).toHaveLength(8);
});

const io = (tally: object) => {
  const asked: string[][] = [];
  const out: string[] = [];
  return {
    asked,
    out,
    io: {
      cwd: '.',
      env: {},
      stdout: (text: string) => void out.push(text),
      stderr: () => undefined,
      async describe<Answer>(_entry: URL, args: readonly string[] = []) {
        asked.push([...args]);
        return tally as Answer;
      },
    },
  };
};

const times = ['--from', '2026-11-01', '--to', '2026-11-01T08:00:00+01:00', '--into', 'posthog'];

it('hands the range over in milliseconds, and says what became of it', async () => {
  const world = io({ read: 3, listed: 2, delivered: 1, lost: { rejected: 1 } });
  expect(await runReplay(times, world.io)).toBe(1);
  expect(JSON.parse(world.asked[0]?.[0] ?? '')).toEqual({
    from: Date.UTC(2026, 10, 1),
    to: Date.UTC(2026, 10, 1, 7),
    into: 'posthog',
    dryRun: false,
    acceptDoubles: false,
  });
  expect(world.out.join('')).toBe('read: 3\nlisted for it: 2\ndelivered: 1\nlost, rejected: 1\n');
  const dry = io({ read: 3, listed: 2, delivered: 0, lost: {} });
  expect(await runReplay([...times, '--dry-run'], dry.io)).toBe(0);
  expect(dry.out.join('')).toMatch(/nothing was sent/);
});

it.each([
  [['--to', '2026-11-02', '--into', 'x'], /--from must be/],
  [['--from', '2026-11-01T08:00', '--to', '2026-11-02', '--into', 'x'], /--from must be/],
  [['--from', '2026-11-02', '--to', '2026-11-02', '--into', 'x'], /after --from/],
  [['--from', '2026-11-01', '--to', '2026-11-02'], /--into/],
  [['--form', '2026-11-01'], /--form/],
])('refuses %j', async (args, message) => {
  await expect(runReplay(args, io({}).io)).rejects.toThrow(
    expect.objectContaining({ code: 'PLB_CLI_USAGE', message: expect.stringMatching(message) }),
  );
});
