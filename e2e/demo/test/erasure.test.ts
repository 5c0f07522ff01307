import { expect, it } from 'vitest';
import { hashOf, makeWorld, ORG, settle, type World } from './erasure-world.ts';

interface Report {
  readonly report: {
    readonly done: boolean;
    readonly repeated: boolean;
    readonly records: readonly string[];
    readonly destinations: readonly {
      readonly destination: string;
      readonly outcome: string;
      readonly removed?: number;
    }[];
  };
}

const LIMIT = 300_000;

const erase = async (world: World, user: string, ...more: readonly string[]) => {
  const args = ['erase', '--user', user, '--org', ORG, '--wait', '0', '--json', ...more];
  const { code, stdout, stderr } = await world.plumbline(...args);
  return { code, stderr, ...(stdout === '' ? {} : (JSON.parse(stdout) as Partial<Report>)) };
};

const outcomes = (ran: Partial<Report>): Record<string, string> =>
  Object.fromEntries((ran.report?.destinations ?? []).map(({ destination, outcome }) => [destination, outcome]));

it(
  'makes one person gone from ClickHouse, spool and PostHog, says so in the audit trail, and leaves everybody else alone',
  async () => {
    await using world = await makeWorld();
    const { server } = world;
    await world.makePerson('ann');
    const before = await world.service();
    world.capture(before, 'ann', 'ben', 'ann', 'cleo');
    await settle(before);
    expect([world.mirrored('ann'), world.mirrored('ben')]).toEqual([3, 1]);
    // PostHog fails, and what it has not got stays in the spool of a service that ends.
    await server.fail('busy');
    world.capture(before, 'ann', 'ben', 'ann');
    await before.flush({ timeoutMs: 1_000 });
    await expect.poll(() => before.snapshot().destinations['clickhouse']?.delivered).toBe(7);
    await before.shutdown({ timeoutMs: 2_000 });
    const first = before.snapshot();
    expect(first.accepted).toBe(7);
    expect(first.destinations).toMatchObject({
      clickhouse: { delivered: 7, lost: {}, pending: 0 },
      posthog: { delivered: 4, lost: {}, pending: 3 },
    });
    await server.fail('none');

    const ran = await erase(world, 'ann');
    expect(ran).toMatchObject({ code: 0, stderr: '', report: { done: true, repeated: false } });
    expect(outcomes(ran)).toEqual({ clickhouse: 'erased', posthog: 'queued' });
    expect(ran.report?.destinations[0]?.removed).toBe(4);

    const events = await world.service();
    await settle(events);
    server.runDeletions();
    // Accepted + recovered = delivered + lost + pending, in both processes and for both destinations.
    expect(events.snapshot()).toMatchObject({
      accepted: 0,
      destinations: {
        clickhouse: { recovered: 0, delivered: 0, lost: {}, pending: 0 },
        posthog: { recovered: 3, delivered: 1, lost: { erased: 2 }, pending: 0 },
      },
    });
    expect(await world.stored()).toEqual({ [hashOf('ben')]: 2, [hashOf('cleo')]: 1 });
    expect(['ann', 'ben', 'cleo'].map((user) => world.mirrored(user))).toEqual([0, 2, 1]);

    // The second step takes the bytes.
    expect(await world.rowsInFiles()).toBe(7);
    expect((await world.plumbline('erase', '--finish')).stdout).toBe('clickhouse: erased\n');
    expect(await world.rowsInFiles()).toBe(3);

    const records = await world.records();
    expect(records.map(({ action, outcome, subjectIds }) => [action, outcome, subjectIds])).toEqual([
      ['data.erased', 'failed', ['ann']],
      ['data.erased', 'success', ['ann']],
    ]);
    expect(records.map(({ body }) => (JSON.parse(body) as { counts: object }).counts)).toEqual([
      { attempted: 1, destinations: 2 },
      { clickhouse_erased: 1, completed: 1, destinations: 2, done: 2, posthog_queued: 1, removed: 4 },
    ]);
    expect(world.auditBytes() + JSON.stringify([records, ran])).not.toContain(hashOf('ann'));

    // What is done after an erasure is the person's own again.
    world.capture(events, 'ann');
    await settle(events);
    expect((await world.stored())[hashOf('ann')]).toBe(1);
    expect(server.faults).toEqual([]);
  },
  LIMIT,
);

it(
  'changes nothing the second time, and says what PostHog cannot',
  async () => {
    await using world = await makeWorld();
    const events = await world.service();
    world.capture(events, 'ann', 'ben');
    await settle(events);
    const plan = await world.plumbline('erase', '--user', 'ann', '--org', ORG, '--dry-run');
    expect(plan).toMatchObject({ code: 0, stderr: '' });
    expect(plan.stdout).toBe(
      'clickhouse: erasure supported\nposthog: erasure not-possible\nspool: what waits of them would be dropped\naudit trail: two records\nnothing was changed\n',
    );
    expect([await world.stored(), world.server.deletions]).toEqual([{ [hashOf('ann')]: 1, [hashOf('ben')]: 1 }, []]);

    const first = await erase(world, 'ann');
    expect([first.code, outcomes(first)]).toEqual([1, { clickhouse: 'erased', posthog: 'not_supported' }]);
    const after = await world.stored();
    const second = await erase(world, 'ann');
    expect([second.code, second.report?.repeated, outcomes(second)]).toEqual([
      1,
      true,
      { clickhouse: 'nothing_found', posthog: 'not_supported' },
    ]);
    expect(await world.stored()).toEqual(after);
    expect(after).toEqual({ [hashOf('ben')]: 1 });
    expect((await world.records()).map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'failed', 'failed']);

    const wrong = await world.plumbline('erase', '--user', 'ann', '--org', 'elsewhere', '--wait', '0');
    expect([wrong.code, wrong.stdout.split('\n')[0]]).toEqual([1, expect.stringContaining('check the ID')]);
    expect((await world.plumbline('erase')).code).toBe(2);
    expect((await world.plumbline('erase', '--user', 'a@b.example')).code).toBe(2);
  },
  LIMIT,
);

it.each(['attempted', 'spool', 'source', 'mirror'])(
  'is completed by running it again after SIGKILL behind the step %s',
  async (step) => {
    await using world = await makeWorld();
    await world.makePerson('ann');
    const events = await world.service();
    world.capture(events, 'ann', 'ben');
    await settle(events);
    await world.server.fail('busy');
    world.capture(events, 'ann');
    await events.flush({ timeoutMs: 1_000 });
    await expect.poll(() => events.snapshot().destinations['clickhouse']?.delivered).toBe(3);
    await world.server.fail('none');
    expect(await world.killedBehind(step, 'ann')).toBe('SIGKILL');
    const ran = await erase(world, 'ann');
    expect(ran).toMatchObject({ code: 0, stderr: '', report: { done: true } });
    await settle(events);
    world.server.runDeletions();
    expect(await world.stored()).toEqual({ [hashOf('ben')]: 1 });
    expect([world.mirrored('ann'), world.mirrored('ben')]).toEqual([0, 1]);
    const { clickhouse, posthog } = events.snapshot().destinations;
    expect(clickhouse).toMatchObject({ delivered: 3, lost: {}, pending: 0 });
    expect([posthog?.pending, (posthog?.delivered ?? 0) + (posthog?.lost.erased ?? 0)]).toEqual([0, 3]);
    // The killed run left its attempt, the other both of its own.
    expect((await world.records()).map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'success']);
  },
  LIMIT,
);
