import { createReporting, defineMetric, type Metric, type Report } from '../../src/reporting.ts';
import { formatLock } from '../../src/reporting/lock.ts';
import { at, memorySource, memoryStore, metric, QUERY } from './support.ts';

const SLICED = QUERY.replace('SELECT', "SELECT '' AS slice,");

const first: Metric = metric({
  question: 'How many people used the product, by role?',
  audience: ['product', 'leadership'],
  slices: 'role',
  query: SLICED,
  caveats: ['A person is an anonymous ID.', 'Whoever had two roles in the period counts in both.'],
  validFrom: '2025-07-01',
});

const second = defineMetric({
  ...first,
  version: 2,
  query: `${SLICED} AND 1 = 1`,
  change: 'Whoever only met an error is not counted any more.',
  validFrom: '2026-04-01',
});

const withdrawn = metric({
  id: 'exports_per_team',
  question: 'How many exports did a team make?',
  unit: 'count',
  owner: '@data',
  validFrom: '2025-07-01',
});

const share = metric({
  id: 'activation_item_created',
  question: 'Which share of new people did item_created within 7 days?',
  unit: 'share',
  minPeople: 0,
  query: QUERY.replace('uniqExact(anonymous_user_id)', '0.421875'),
  caveats: ['New is whoever was not seen in the 30 days before.'],
  validFrom: '2026-04-01',
});

/** So many people of a role on one day. */
type Visit = readonly [day: string, role: string, people: number];

const VISITS: readonly Visit[] = [
  ['2025-07-01', 'author', 412],
  ['2025-07-02', 'editor', 38],
  ['2025-07-02', 'guest', 3],
  ['2025-11-05', 'author', 530],
  ['2025-11-05', 'editor', 44],
  ['2026-02-05', 'author', 611],
  ['2026-02-05', 'editor', 47],
  ['2026-02-05', 'guest', 9],
  ['2026-05-05', 'author', 640],
  ['2026-05-05', 'editor', 51],
  ['2026-05-05', 'guest', 12],
  ['2026-07-05', 'author', 208],
  ['2026-07-05', 'editor', 17],
];

/** A report in which everything happens that a reader must be told. */
export async function sampleReport(): Promise<Report> {
  let now = at('2025-10-10');
  const clock = { now: () => now };
  const source = memorySource(clock.now);
  const store = memoryStore();
  for (const [day, role, people] of VISITS) {
    for (let person = 0; person < people; person += 1) {
      source.events.push({ at: at(day), person: `${role}-${person}`, slice: role });
    }
  }
  const run = async (time: string, metrics: readonly Metric[], versions: readonly Metric[]): Promise<void> => {
    now = at(time);
    const current = new Map(metrics.map(({ id, version }) => [id, version]));
    const lock = formatLock({ current, versions });
    await createReporting({ source, store, metrics, lock, clock }).run();
  };
  await run('2025-10-10', [first, withdrawn], [first, withdrawn]);
  await run('2026-01-10', [first], [first, withdrawn]);
  await run('2026-07-10', [first], [first, withdrawn]);
  const known = [first, second, withdrawn, share];
  await run('2026-07-11', [second, share], known);
  now = at('2026-07-12T08:30:00Z');
  const lock = formatLock({
    current: new Map([
      ['active_people', 2],
      ['activation_item_created', 1],
    ]),
    versions: known,
  });
  return createReporting({ source, store, metrics: [second, share], lock, clock }).read({
    period: 'quarter',
    audience: 'leadership',
    count: 5,
  });
}
