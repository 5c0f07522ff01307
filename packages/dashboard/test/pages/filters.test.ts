import { category, defineCatalog, defineEvent } from '@plumbline/schema';
import { expect, it } from 'vitest';
import { createDashboard, type DashboardOptions } from '../../src/index.ts';
import { byHeader, manualClock, memorySource } from '../server/support.ts';

const NOW = Date.parse('2026-06-14T15:00:00Z');

const catalog = defineCatalog({
  version: '2026-05-telemetry-v1',
  dimensions: { role: ['admin', 'editor', 'viewer'] },
  events: {
    item_created: defineEvent({
      description: 'An item was made.',
      purpose: 'Whether anybody makes one.',
      owner: '@team',
      review: 'docs/review.md',
      expires: '2027-12-31',
      consent: 'essential',
      feature: 'items',
      surfaces: ['page'],
      fields: { kind: category(['post', 'image']) },
    }),
  },
});

const rig = (options: Partial<DashboardOptions> = {}) => {
  const source = memorySource(undefined, ['inbox', 'search']);
  const clock = manualClock(NOW);
  const dashboard = createDashboard({ source, authorize: byHeader, clock, ...options });
  const get = (path: string) =>
    dashboard(new Request(`http://app.test${path}`, { headers: { 'x-audiences': 'product' } }));
  return { source, get, page: async (path: string) => (await get(path)).text() };
};

/** What a browser would send for the filters of a page, as nothing in it is touched. */
const fieldsOf = (page: string): readonly string[] => {
  const [form = ''] = /<form method="get"[^>]*aria-label="Filters">.*?<\/form>/s.exec(page) ?? [];
  return [...form.matchAll(/<input ([^>]*?)\/?>/g)].flatMap(([, attributes = '']) => {
    const of = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(attributes)?.[1];
    const isOff = of('type') === 'checkbox' && !/\schecked/.test(attributes);
    return isOff ? [] : [`${of('name')}=${of('value')}`];
  });
};

it('begins to arrive while the store is still asked for the values of a filter', async () => {
  const source = { ...memorySource(), values: () => new Promise<never>(() => undefined) };
  const { get } = rig({ source });
  const reader = (await get('/')).body?.pipeThrough(new TextDecoderStream()).getReader();
  const { value = '' } = (await reader?.read()) ?? {};
  expect(value).toContain('<h1>Product</h1>');
  expect(value).toContain('Compare with the time before');
  expect(value).toContain('Filter and range');
  expect(value).toContain('<legend>Feature</legend>');
  expect(value).not.toContain('</form>');
  await reader?.cancel();
});

it('offers the values that the store has said, in the same place', async () => {
  const page = await rig().page('/?feature=search');
  expect(page).toMatch(/<legend>Feature<\/legend>\s*<div[^>]*>\s*<label class="choice"\s*><input[^>]*value="inbox"/);
  expect(fieldsOf(page)).toContain('feature=search');
  expect(fieldsOf(page)).not.toContain('feature=inbox');
});

it('offers no value that an address cannot hold', async () => {
  const source = memorySource(undefined, ['inbox', 'to do', '<b>']);
  const page = await rig({ source }).page('/');
  expect(page).toContain('value="inbox"');
  expect(page).not.toContain('value="to do"');
  expect(page).not.toContain('&lt;b&gt;');
});

it('keeps every value of a key when the form is sent again, and takes one away by its chip', async () => {
  const { page, source } = rig({ catalog });
  const first = await page('/?role=viewer&role=editor');
  expect(fieldsOf(first).filter((field) => field.startsWith('role'))).toEqual(['role=editor', 'role=viewer']);
  expect(source.asked.at(-1)?.slice).toEqual({ role: ['editor', 'viewer'] });
  expect(first).toMatch(/Filter and range<\/span><span class="badge">2</);
  expect(first).toMatch(/class="chip" href="\/\?role=viewer"\s*><span>Role: <b>editor/);
  expect(first).toMatch(/class="chip" href="\/\?role=editor"\s*><span>Role: <b>viewer/);
  const again = await page(`/?${fieldsOf(first).join('&')}`);
  expect(fieldsOf(again)).toEqual(fieldsOf(first));
});

it('shows a value of the address that no list has, so that it can be taken away', async () => {
  expect(fieldsOf(await rig({ catalog }).page('/?role=auditor'))).toContain('role=auditor');
});

it('leaves a window a window when another filter is applied', async () => {
  const fields = fieldsOf(await rig({ catalog }).page('/?days=7&role=viewer'));
  expect(fields).toContain('days=7');
  expect(fields).toContain('from=');
  expect(fields).toContain('until=');
  expect(fieldsOf(await rig({ catalog }).page('/?from=2026-06-01&until=2026-06-07'))).toEqual(
    expect.arrayContaining(['from=2026-06-01', 'until=2026-06-07']),
  );
});

it('does not filter by a dimension that has the name of a parameter of a page, and reads its own links', async () => {
  const dimensions = { ...catalog.dimensions, period: ['morning'], window: ['sea'], last: ['one'], view: ['list'] };
  const { get } = rig({
    catalog: { ...catalog, dimensions },
    authorize: () => ({ actor: { id: 'u_1' }, audiences: ['product', 'leadership', 'operator', 'security'] }),
  });
  for (const path of ['/executive?period=month', '/reliability?window=7d', '/audit?view=patterns&last=7d']) {
    const page = await (await get(path)).text();
    const links = [...page.matchAll(/href="(\/[a-z]*\?[^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));
    expect(links.length).toBeGreaterThan(0);
    for (const href of links) {
      const names = [...new URL(href, 'http://app.test').searchParams.keys()];
      expect(names).toEqual([...new Set(names)]);
      expect((await get(href)).status).toBe(200);
    }
  }
  const page = await (await get('/')).text();
  expect(page).toContain('<legend>Role</legend>');
  expect(page).not.toMatch(/<legend>(?:Period|Window|Last|View)<\/legend>/);
});

it.each([
  ['from=2026-06-01', '2026-06-01', '2026-06-15'],
  ['until=2026-06-07', '2026-05-09', '2026-06-08'],
])('reads %s alone: up to today, or as long as usual', async (query, from, until) => {
  const { page, source } = rig({ catalog });
  await page(`/panel/topRoutes.csv?${query}`);
  expect(source.asked.at(-1)?.span).toEqual({ from: Date.parse(from), until: Date.parse(until) });
});
