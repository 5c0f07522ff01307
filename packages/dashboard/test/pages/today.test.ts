import { type ProductAnswer, systemClock } from '@plumbline/core';
import { expect, test } from 'vitest';
import { createDashboard } from '../../src/index.ts';

const NOW = Date.parse('2026-06-14T15:00:00Z');
const NOTHING: ProductAnswer = { columns: [], rows: [], from: 'events', span: { from: 0, until: 0 } };

const dashboard = createDashboard({
  source: { answer: async () => NOTHING, query: async () => [], values: async () => [] },
  authorize: () => ({ actor: { id: 'u_1' }, audiences: ['product'] }),
  clock: { ...systemClock, now: () => NOW },
});

const pageAt = async (query: string): Promise<string> =>
  (await dashboard(new Request(`http://127.0.0.1/${query}`))).text();

test('today is one click away, and says that it is not over', async () => {
  const first = await pageAt('');
  expect(first).toMatch(/href="\/\?from=2026-06-14&amp;until=2026-06-14"\s*>Today</);
  const today = await pageAt('?from=2026-06-14&until=2026-06-14');
  expect(today).toMatch(/aria-current="true"\s*>Today</);
  expect(today).toContain('the last one so far');
  expect(today).not.toContain('Active filters');
  const yesterday = await pageAt('?from=2026-06-13&until=2026-06-13');
  expect(yesterday).not.toMatch(/aria-current="true"\s*>Today</);
  expect(yesterday).toContain('Active filters');
});
