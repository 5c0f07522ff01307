import { expect, it } from 'vitest';
import { APP } from '../src/addresses.ts';
import { canary, leaksIn } from '../src/canaries.ts';
import { headersOf, pathOf } from '../src/faults.ts';
import { keptBy, NOTHING } from '../src/kept.ts';
import { startWorld } from '../src/world.ts';

const PATHS = ['/fetch-url', '/fetch-body', '/beacon', '/image', '/frame', '/style', '/stream', '/worker'];

it('sees a leak by every way out, and everything that a page leaves behind', async () => {
  await using world = await startWorld(['leaky', 'idle', 'bare']);
  const context = await world.context();
  const page = await context.newPage();
  await page.goto(`${APP}/leaky/orgs/7?mail=${canary('query')}#${canary('hash')}`);
  await page.waitForSelector('html[data-ran=leaky]');
  const seen = (): readonly string[] => world.recorder.seen.map(pathOf);
  await expect.poll(seen).toEqual(expect.arrayContaining([...PATHS, '/api/header', '/api/referer', '/api/xhr']));
  expect(world.recorder.seen.filter(({ method }) => method === 'CONNECT').map(({ url }) => url)).toEqual([
    'vendor.example:80',
  ]);
  const leaking = world.recorder.seen.filter(
    ({ url, rawHeaders, body }) => leaksIn(`${url}\n${rawHeaders.join('\n')}\n${body.toString()}`).length > 0,
  );
  expect(leaking.map(pathOf)).toEqual(expect.arrayContaining(PATHS.filter((one) => one !== '/worker')));
  const referer = world.recorder.seen.find((one) => pathOf(one) === '/api/referer');
  expect(leaksIn(referer === undefined ? '' : (headersOf(referer)['referer'] ?? ''))).not.toEqual([]);
  const xhr = world.recorder.seen.find((one) => pathOf(one) === '/api/xhr');
  expect(leaksIn(xhr?.body ?? '')).not.toEqual([]);

  const kept = await keptBy(context, page);
  for (const place of Object.keys(NOTHING) as (keyof typeof NOTHING)[]) {
    expect.soft(kept[place], place).not.toEqual(NOTHING[place]);
  }
  world.recorder.clear();
  await page.goto(`${APP}/bare`);
  await expect.poll(seen).toContain('/pagehide');
});

it('is the only way out: bytes that are no request are seen, and a pulled cable ends everything', async () => {
  await using world = await startWorld(['bare']);
  const context = await world.context();
  const page = await context.newPage();
  await page.goto(`${APP}/bare`);
  expect(world.recorder.bytes().toString()).toContain('GET http://app.localhost/bare');
  // Loopback itself goes through the recorder, which knows nobody under that address.
  await expect(page.goto(`http://127.0.0.1:${world.application.port}/bare`)).rejects.toThrow(/ERR_/);
  expect(world.recorder.seen.map(({ url }) => url)).toContain(`http://127.0.0.1:${world.application.port}/bare`);
  world.recorder.unplugged = true;
  await expect(page.goto(`${APP}/bare?again`)).rejects.toThrow(/ERR_/);
  world.recorder.unplugged = false;
  const later = await context.newPage();
  await later.goto(`${APP}/bare?back`);
  expect(await later.title()).toBe('Reports');
});
