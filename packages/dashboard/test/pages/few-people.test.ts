import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { clickhouse, createProductQueries, type ProductQueries } from '@plumbline/adapter-clickhouse';
import { createIdMaker, type OutboundEvent } from '@plumbline/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDashboard, type Dashboard } from '../../src/index.ts';
import { PANELS } from '../../../adapter-clickhouse/test/product/panels.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'plumbline-few-'));
const embedded = { directory };
const makeId = createIdMaker();
const DAY_MS = 86_400_000;
const AT = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS / 2;

const NAMES = [
  'page_viewed',
  'feature_viewed',
  'filter_changed',
  'chart_interacted',
  'client_error',
  'session_ended',
  'offline_recovered',
];

const dayOf = (person: string, feature: string): readonly OutboundEvent[] =>
  NAMES.map((name, index) => ({
    eventId: makeId(),
    name,
    schemaVersion: '2026-01-telemetry-v1',
    occurredAt: AT + index,
    ingestedAt: AT + 1_000,
    source: 'web',
    sessionId: `session-${person}`,
    anonymousUserId: person,
    orgIdHash: 'org-1',
    routePattern: '/secret-room',
    payload: { feature, surface: 'page', events: 3, dropped: 1, durationMs: 61_000 },
  }));

let queries: ProductQueries;
let dashboard: Dashboard;
beforeAll(async () => {
  await using adapter = clickhouse({ embedded });
  const crowd = Array.from({ length: 7 }, (_, index) => dayOf(`person-${index}`, 'crowd')).flat();
  await adapter.send({ id: makeId(), events: [...crowd, ...dayOf('guest', 'rare')] });
  queries = createProductQueries({ embedded });
  const authorize = (): { actor: { id: string }; audiences: ['product'] } => ({
    actor: { id: 'u_1' },
    audiences: ['product'],
  });
  dashboard = createDashboard({ source: queries, authorize, panelTimeoutMs: 60_000 });
});
afterAll(async () => {
  await queries.close();
  rmSync(directory, { recursive: true, force: true });
});

const get = async (address: string): Promise<string> =>
  (await dashboard(new Request(`http://127.0.0.1${address}`))).text();

/** The numbers that the page begins with. */
const headlinesOf = (page: string): readonly string[] =>
  [...page.matchAll(/<dd class="tile-number">([^]*?)<\/dd>/g)].map(([, text = '']) =>
    text.replaceAll(/<[^>]*>|\s/g, ''),
  );

it('says too few people, and no number, where a filter leaves one', async () => {
  const page = await get('/?feature=rare&days=20');
  expect(page.match(/Too few people to say/g)?.length).toBeGreaterThanOrEqual(PANELS.length - 1);
  expect(new Set(headlinesOf(page))).toEqual(new Set(['–nothingtosay']));
  expect(page).not.toContain('/secret-room');
  const crowd = await get('/?feature=crowd&days=20');
  expect(headlinesOf(crowd)[1]).toBe('7');
  expect(crowd).toContain('/secret-room');
});

it.each(PANELS)('has no number of one person in the file of %s', async (panel) => {
  const lines = (await get(`/panel/${panel}.csv?feature=rare&days=20`)).trim().split('\r\n').slice(1);
  const said = lines.flatMap((line) => line.split(',').filter((cell) => /^\d+(?:\.\d+)?$/.test(cell)));
  expect(said).toEqual([]);
});
