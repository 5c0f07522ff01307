import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { browserEvents, defineCatalog } from '@plumbline/schema';
import { expect, it } from 'vitest';
import { createEvents } from '../src/index.ts';
import { createIngest, type IngestOptions } from '../src/ingest.ts';
import { bodyOf, ingestRig, makeEvent, now, post } from './ingest-rig.ts';
import { countingMeter, keptLog, shared, shelf } from './world.ts';

const lists = {
  features: ['items'],
  surfaces: ['page'],
  views: ['list'],
  filterKeys: ['status'],
  charts: ['backlog'],
  boundaries: ['app'],
} as const;

const catalog = defineCatalog({
  version: '2026-05-telemetry-v1',
  events: {
    ...browserEvents({ owner: '@web', review: shared.review, expires: shared.expires, ...lists }),
    client_error: browserEvents({
      owner: '@web',
      review: shared.review,
      expires: shared.expires,
      consent: 'essential',
      ...lists,
    }).client_error,
  },
});

const viewed = (change: object = {}): Record<string, unknown> => makeEvent({ payload: {}, ...change });
const failed = (): Record<string, unknown> =>
  makeEvent({ name: 'client_error', payload: { boundary: 'app', errorClass: 'TypeError' } });

function rig(options: Partial<IngestOptions>) {
  const truth = shelf();
  const { meter, series } = countingMeter();
  const { clock } = ingestRig();
  const events = createEvents({ catalog, adapters: [truth.adapter], clock, meter });
  return { ingest: createIngest({ catalog, events, clock, meter, ...options }), events, truth, series, clock };
}

it("refuses analytics without the server's own record of a yes, counts it, and takes what is essential", async () => {
  const asked: unknown[] = [];
  const all = rig({
    identity: () => ({ id: 'u1', orgId: 'o1' }),
    consent: ({ headers }, actor) => {
      asked.push(actor);
      return headers.get('cookie') === 'yes';
    },
  });
  const denied = await all.ingest(post(bodyOf([viewed(), failed(), viewed({ payload: { title: 'x' } })])));
  expect(await denied.json()).toEqual({
    accepted: 1,
    rejected: [
      { i: 0, reason: 'consent' },
      { i: 2, reason: 'invalid_field' },
    ],
    now,
  });
  const granted = await all.ingest(post(bodyOf([viewed()]), { cookie: 'yes' }));
  expect(await granted.json()).toMatchObject({ accepted: 1, rejected: [] });
  expect(asked).toEqual([
    { id: 'u1', orgId: 'o1' },
    { id: 'u1', orgId: 'o1' },
  ]);
  await all.events.flush();
  const names = all.truth.batches.flatMap(({ events }) => events.map(({ name }) => name));
  expect(names).toEqual(['client_error', 'page_viewed']);
  expect(all.events.snapshot().refused).toMatchObject({ consent: 1, invalid_field: 1 });
  expect(all.series.get('plumbline.events.refused{reason=consent}')).toBe(1);
});

const answers: readonly (readonly [string, () => unknown, number])[] = [
  ['a no', () => false, 0],
  ['a promise of a no', async () => false, 0],
  ['something true', () => 'yes', 0],
  ['a failure', () => Promise.reject(new Error('store is down')), 0],
  ['a promise of a yes', async () => true, 1],
];

it.each(answers)('%s', async (_, consent, accepted) => {
  const answer = await rig({ consent: consent as () => boolean }).ingest(post(bodyOf([viewed()])));
  expect(await answer.json()).toMatchObject({ accepted });
});

it('a withdrawn event may be sent again once there is a yes', async () => {
  let isGranted = false;
  const { ingest } = rig({ consent: () => isGranted });
  const body = bodyOf([viewed()]);
  expect(await (await ingest(post(body))).json()).toMatchObject({ accepted: 0 });
  isGranted = true;
  expect(await (await ingest(post(body))).json()).toMatchObject({ accepted: 1 });
});

it('keeps nothing of an unknown version without a yes: what it is for, nobody can say', async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'plumbline-consent-'));
  const unknown = viewed({ schema_version: '2031-01-telemetry-v9' });
  await rig({ quarantine: { directory }, consent: () => false }).ingest(post(bodyOf([unknown])));
  expect(readdirSync(directory)).toEqual([]);
  await rig({ quarantine: { directory }, consent: () => true }).ingest(post(bodyOf([unknown])));
  expect(readdirSync(directory)).toEqual(['quarantine.jsonl']);
});

it('says once a minute that the application could not answer, however many batches come', async () => {
  const { log, lines } = keptLog();
  const down = (): never => {
    throw new Error('store is down');
  };
  const { ingest, clock } = rig({ log, identity: down, consent: down });
  for (let i = 0; i < 5; i += 1) await ingest(post(bodyOf([viewed()])));
  const said = (): string[] => lines.map(({ message }) => message);
  expect(said()).toEqual([expect.stringContaining('`identity` failed'), expect.stringContaining('`consent` failed')]);
  await clock.advance(60_000);
  await ingest(post(bodyOf([viewed()])));
  expect(said()).toHaveLength(4);
});

it('stores only the routes of the application where they are listed', async () => {
  const all = rig({ routes: ['/items/:id'] });
  const from = (route_pattern: unknown): object => viewed({ route_pattern });
  await all.ingest(post(bodyOf([from('/items/:id'), from('/people/jane-doe'), from(7), from('__proto__')])));
  await all.events.flush();
  const routes = all.truth.batches.flatMap(({ events }) => events.map(({ routePattern }) => routePattern));
  expect(routes).toEqual(['/items/:id', 'unmatched', 'unmatched', 'unmatched']);
});

it.each([
  [{ consent: true }, '`consent`'],
  [{ identity: 'u1' }, '`identity`'],
  [{ routes: ['/items/:id', '/items/4711?tab=x'] }, '`routes[1]`'],
  [{ rate: { totalPerMinute: 0 } }, 'rate.totalPerMinute'],
])('refuses the option %o', (wrong, part) => {
  expect(() => rig(wrong as never)).toThrow(part);
});
