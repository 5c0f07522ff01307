import { expect, it } from 'vitest';
import { OTHER } from '../src/addresses.ts';
import { headersOf, pathOf } from '../src/faults.ts';
import { visit } from '../src/visit.ts';
import { startWorld } from '../src/world.ts';

it('puts a click and its calls to the API into one trace, and tells no other origin of it', async () => {
  await using world = await startWorld(['client']);
  const context = await world.context();
  const page = await visit(context, '/granted/two-origins');
  const traceId = await page.evaluate(async (other) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const act = async (): Promise<void> => {
      const call = window.traced.begin();
      await call('/api/approve', { method: 'POST' });
      await call(new URL('/api/reload', location.href));
      await call(`${other}/api/elsewhere`);
      await window.traced('/api/alone');
      resolve(call.traceId);
    };
    document.querySelector('#act')?.addEventListener('click', () => void act().catch(reject));
    document.querySelector<HTMLButtonElement>('#act')?.click();
    return promise;
  }, OTHER);
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  const calls = new Map((await world.application.calls()).map((call) => [call.path, call]));
  // What the server's own context says, not what the header says: they are one trace.
  expect(calls.get('/api/approve')?.traceId).toBe(traceId);
  expect(calls.get('/api/reload')?.traceId).toBe(traceId);
  expect(calls.get('/api/alone')?.traceId).not.toBe(traceId);
  expect(calls.get('/api/alone')?.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(calls.get('/api/elsewhere')).toMatchObject({ host: 'other.localhost', traceparent: '' });
  const elsewhere = world.recorder.seen.filter(({ url }) => url.startsWith(OTHER));
  expect(elsewhere.map((one) => headersOf(one)['traceparent'])).toEqual(elsewhere.map(() => undefined));
  // A header of ours would have asked the other origin for permission first.
  expect(elsewhere.map(({ method }) => method)).toEqual(['GET']);
  expect(world.recorder.seen.map(pathOf)).toContain('/api/approve');
});

it('takes the header along where the server redirects, as browsers do, unless the path is not listed', async () => {
  await using world = await startWorld(['client']);
  const context = await world.context();
  const page = await visit(context, '/granted/two-origins');
  const statuses = await page.evaluate(async () => {
    const plain = await window.tracedApi('/files/listed');
    const carried = await window.traced('/files/all');
    const own = await window.tracedApi('/api/own');
    return [plain.status, carried.status, own.status];
  });
  expect(statuses).toEqual([200, 200, 200]);
  const calls = new Map((await world.application.calls()).map((call) => [call.path, call]));
  const some = expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(calls.get('/api/files/listed')).toMatchObject({ host: 'other.localhost', traceparent: '' });
  expect(calls.get('/api/own')).toMatchObject({ host: 'app.localhost', traceparent: some });
  // Written down, and not wished for: nothing that runs in a page can take a header off a request that is redirected.
  expect(calls.get('/api/files/all')).toMatchObject({ host: 'other.localhost', traceparent: some });
  const methods = world.recorder.seen.filter(({ url }) => url.startsWith(OTHER)).map(({ method }) => method);
  expect(methods).toEqual(['GET', 'OPTIONS', 'GET']);
});
