import { PlumblineError, type ProductAsk, type ProductSource } from '@plumbline/core';
import { expect, it } from 'vitest';
import { createDashboard, type DashboardOptions } from '../../src/index.ts';
import { createAnswerCache } from '../../src/server/answer-cache.ts';
import { createPanelQueue, PanelLate } from '../../src/server/panel-queue.ts';
import { createLaterParts } from '../../src/server/stream-page.ts';
import { html } from '../../src/ui/html.ts';
import { byHeader, keepLog, manualClock, memorySource, routesAnswer } from './support.ts';

const headers = { 'x-audiences': 'product,operator' };

const rig = (options: Partial<DashboardOptions> & Pick<DashboardOptions, 'source'>) => {
  const dashboard = createDashboard({ authorize: byHeader, ...options });
  return (path: string) => dashboard(new Request(`http://app.test${path}`, { headers }));
};

const never = () => new Promise<never>(() => undefined);

it('shows the other panels where one fails, with what happened and an ID, and never the text of the store', async () => {
  const log = keepLog();
  const source = memorySource((ask) => {
    if (ask.panel === 'topRoutes') throw new Error('host db-7.internal refused row 4711');
    if (ask.panel === 'clientErrors') throw new PlumblineError('PLB_CLICKHOUSE_QUERY', 'table x: secret row');
    return routesAnswer('/items/:id');
  });
  const answer = await rig({ source, log })('/');
  const page = await answer.text();
  expect(page).not.toMatch(/db-7|4711|secret row/);
  expect(page).toContain('PLB_CLICKHOUSE_QUERY');
  expect(page).toContain(answer.headers.get('x-request-id'));
  expect(page).toContain('/items/:id');
  expect(page).toMatch(/<\/html>\s*$/);
  const failed = log.lines.filter(({ message }) => message === 'dashboard: a panel could not be answered');
  expect(new Set(failed.map(({ fields }) => fields['panel']))).toEqual(new Set(['clientErrors', 'topRoutes']));
});

it('sends the frame of the page at once and a panel that hangs as late, in their order', async () => {
  const clock = manualClock();
  let signal: AbortSignal | undefined;
  const source = memorySource((ask) => {
    if (ask.panel !== 'chartInteractions') return routesAnswer(`/of-${ask.panel}`);
    signal = ask.signal;
    return never();
  });
  const answer = await rig({ source, clock, panelTimeoutMs: 3_000 })('/');
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let page = '';
  const readOn = async (): Promise<boolean> => {
    const part = await reader?.read();
    page += part?.value ?? '';
    return part?.done !== true;
  };
  await readOn();
  expect(page).toContain('<link rel="stylesheet"');
  expect(page).toContain('</header>');
  while (!page.includes('/of-topRoutes')) await readOn();
  expect(page).not.toContain('</html>');
  expect(signal?.aborted).toBe(false);
  const rest = (async () => {
    while (await readOn());
  })();
  await clock.advance(3_000);
  await rest;
  expect(signal?.aborted).toBe(true);
  expect(page).toContain('did not answer in time');
  expect(page.indexOf('did not answer in time')).toBeLessThan(page.indexOf('id="sessionDurations"'));
  expect(page).toMatch(/<\/html>\s*$/);
});

it('ends a list of values that comes too late', async () => {
  const clock = manualClock();
  const signals: (AbortSignal | undefined)[] = [];
  const values: ProductSource['values'] = (_key, _span, signal) => {
    signals.push(signal);
    return never();
  };
  const page = await rig({ source: { ...memorySource(), values }, clock })('/');
  await new Promise((resolve) => setImmediate(resolve));
  await clock.advance(5_000);
  await page.text();
  expect(signals.length).toBeGreaterThan(0);
  expect(signals.every((signal) => signal?.aborted === true)).toBe(true);
});

it('asks the store once for the same question within the time of the cache, and anew afterwards', async () => {
  const clock = manualClock();
  const source = memorySource(() => routesAnswer('/items/:id'));
  const get = rig({ source, clock });
  const asked = async (path: string): Promise<number> => {
    const before = source.asked.length;
    await (await get(path)).text();
    return source.asked.length - before;
  };
  const first = await asked('/');
  expect(first).toBeGreaterThan(6);
  expect(await asked('/')).toBe(0);
  expect(await asked('/panel/topRoutes.csv?compare=1')).toBeLessThanOrEqual(1);
  expect(await asked('/panel/topRoutes.csv?compare=1')).toBe(0);
  expect(await asked('/panel/topRoutes.csv?compare=1&feature=inbox')).toBe(1);
  await clock.advance(9_999);
  expect(await asked('/')).toBe(0);
  await clock.advance(1);
  expect(await asked('/')).toBe(first);
});

it('asks once for all who look while an answer is on its way', async () => {
  const source = memorySource(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return routesAnswer('/items/:id');
  });
  const get = rig({ source });
  await Promise.all(Array.from({ length: 20 }, async () => (await get('/panel/topRoutes.csv')).text()));
  expect(source.asked).toHaveLength(1);
});

it('asks the store for so many things at once and no more, whoever looks', async () => {
  let running = 0;
  let most = 0;
  const source = memorySource(async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return routesAnswer('/items/:id');
  });
  const get = rig({ source, maxConcurrentPanels: 2 });
  await Promise.all(['/', '/?days=7', '/?days=1', '/?feature=inbox'].map(async (path) => (await get(path)).text()));
  expect(source.asked.length).toBeGreaterThan(24);
  expect(most).toBe(2);
});

it('hands filters to the source as they were understood', async () => {
  const source = memorySource();
  const get = rig({ source });
  const askOf = async (query: string): Promise<ProductAsk | undefined> => {
    await (await get(`/panel/topRoutes.csv?${query}`)).text();
    return source.asked.at(-1);
  };
  expect(await askOf('')).toMatchObject({ panel: 'topRoutes', span: { days: 30 }, slice: {}, compare: true });
  expect(await askOf('days=7&compare=0&feature=b&feature=a&surface=&source=web&window=6h')).toMatchObject({
    span: { days: 7 },
    slice: { feature: ['a', 'b'], source: ['web'] },
    compare: false,
  });
  expect(await askOf('from=2026-05-01&until=2026-05-31&days=7')).toMatchObject({
    span: { from: Date.UTC(2026, 4, 1), until: Date.UTC(2026, 5, 1) },
  });
  await (await get('/panel/funnel.csv?steps=page_viewed&steps=item_created&within=7d')).text();
  expect(source.asked.at(-1)).toMatchObject({ steps: ['page_viewed', 'item_created'], withinMs: 7 * 86_400_000 });
});

it('answers 503 and no rows where a panel that is asked for as CSV fails', async () => {
  const source = memorySource(() => Promise.reject(new Error('down')));
  const answer = await rig({ source, log: keepLog() })('/panel/topRoutes.csv');
  expect(answer.status).toBe(503);
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.headers.get('content-disposition')).toBeNull();
});

it('writes CSV that a spreadsheet reads and does not run', async () => {
  const source = memorySource(() => ({
    columns: [
      { name: 'name', kind: 'text' },
      { name: 'n', kind: 'number' },
    ],
    rows: [
      ['=HYPERLINK("http://evil.test")', -1],
      ['+1', 2.5],
      ['@x', null],
      ['-1+1', 0],
      ['a,b', 1],
      ['a"b', 1],
      ['a\r\nb', 1],
      ['\u00e9', 1],
    ],
    previous: [['before', 9]],
  }));
  const answer = await rig({ source })('/panel/topRoutes.csv?compare=1');
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(await answer.text()).toBe(
    [
      'period,name,n',
      'current,"\'=HYPERLINK(""http://evil.test"")",-1',
      "current,'+1,2.5",
      "current,'@x,",
      "current,'-1+1,0",
      'current,"a,b",1',
      'current,"a""b",1',
      'current,"a\r\nb",1',
      'current,\u00e9,1',
      'previous,before,9',
      '',
    ].join('\r\n'),
  );
});

it('gives a place back that a store never answers for, and refuses what would wait in vain', async () => {
  const clock = manualClock();
  const queue = createPanelQueue({ maxConcurrent: 1, timeoutMs: 1_000, clock });
  const late = async (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);
  const stuck = late(queue.run(never));
  const second = late(queue.run(async () => 'second'));
  await clock.advance(1_000);
  expect(await stuck).toBeInstanceOf(PanelLate);
  expect(await second).toMatchObject({ reason: 'deadline' });
  // The store may still be busy with the first one.
  const third = late(queue.run(async () => 'third'));
  await clock.advance(1_000);
  expect(await third).toMatchObject({ reason: 'deadline' });
  await clock.advance(4_000);
  expect(await queue.run(async () => 'fourth')).toBe('fourth');
  void late(queue.run(never));
  const many = Array.from({ length: 241 }, () => late(queue.run(async () => 'x')));
  expect(await many[240]).toMatchObject({ reason: 'busy' });
});

it('keeps a failure for a second and no answer that nobody needs any more', async () => {
  const clock = manualClock();
  const cache = createAnswerCache(10_000, clock);
  let made = 0;
  const fail = () => cache.once('k', () => Promise.reject(new Error(`${(made += 1)}`)));
  await expect(fail()).rejects.toThrow('1');
  await expect(fail()).rejects.toThrow('1');
  await clock.advance(1_000);
  await expect(fail()).rejects.toThrow('2');
  for (let n = 0; n < 240; n += 1) await cache.once(`n${n}`, async () => n);
  expect(await cache.once('n0', async () => 'anew')).toBe(0);
  await cache.once('one more', async () => 1);
  await cache.once('another', async () => 1);
  expect(await cache.once('n1', async () => 'anew')).toBe('anew');
});

it('keeps parts in their order, whichever is there first, and takes no text for a part', async () => {
  const parts = createLaterParts((error) => html`<b>${(error as Error).message}</b>`);
  let second = (): void => undefined;
  const slow = new Promise<void>((resolve) => (second = resolve));
  const inner = parts.add(async () => html`<i>inner</i>`);
  const one = parts.add(async () => (await slow, html`one ${inner}`));
  const two = parts.add(async () => html`two`);
  const failed = parts.add(() => Promise.reject(new Error('<failed>')));
  const page = html`${'<!--0-->'} ${one} | ${two} | ${failed} end`;
  const texts: string[] = [];
  const reading = (async () => {
    for await (const text of parts.stream(page)) texts.push(text);
  })();
  await new Promise((resolve) => setImmediate(resolve));
  expect(texts).toEqual(['&lt;!--0--&gt; ']);
  second();
  await reading;
  expect(texts.join('')).toBe('&lt;!--0--&gt; one <i>inner</i> | two | <b>&lt;failed&gt;</b> end');
});
