import { createRequestContext, runInContext } from '@plumbline/core/context';
import { expect, it } from 'vitest';
import { sentryEgress, startSentry } from '../src/index.ts';
import { keyPaths, startIngest } from './ingest.ts';

const [declared] = sentryEgress({ origin: 'env:SENTRY_DSN', fields: ['queue'] });

it('declares what is really sent, and nothing that it never sends', async () => {
  const ingest = await startIngest();
  const sentry = await startSentry({ dsn: ingest.dsn, release: 'app@1', environment: 'test', fields: ['queue'] });
  const context = createRequestContext({
    kind: 'request',
    requestId: 'req-1',
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    routePattern: '/orgs/:id',
    feature: 'f',
    surface: 's',
    actor: { id: 'u', role: 'clerk', type: 'user', hash: 'a'.repeat(32), orgHash: '' },
  });
  // Above 32 kB the SDK compresses, which is one header more.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 50;
  const large = chain(5);
  Error.stackTraceLimit = stackTraceLimit;
  for (const error of [new Error('small'), large]) {
    runInContext(context, () => void sentry.captureError(error, { fields: { queue: 'digest' } }));
  }
  await ingest.arrived(2);
  await sentry.shutdown();
  await ingest.close();

  const names = ingest.received.flatMap(({ envelope, item, event, query }) => [
    ...keyPaths(envelope),
    ...keyPaths(item),
    ...keyPaths(event),
    ...[...query.keys()].map((key) => `query.${key}`),
  ]);
  const sent = new Set(names);
  const listed = (declared?.attributes ?? []).map(({ name }) => name);
  expect([...sent].filter((name) => !listed.includes(name))).toEqual([]);
  // Debug IDs are there only where a bundler wrote them; `keep-event.test.ts` sends them.
  expect(listed.filter((name) => !sent.has(name) && !name.startsWith('debug_meta'))).toEqual([]);
  const headers = new Set(ingest.received.flatMap((one) => Object.keys(one.headers)));
  expect([...headers].toSorted()).toEqual(declared?.headers);
  for (const { method, path } of ingest.received) {
    expect([method, path.replace(/\/api\/\d+\//, '/api/{project}/')]).toEqual([
      declared?.endpoints[0]?.method,
      declared?.endpoints[0]?.path,
    ]);
  }
});

function chain(depth: number, frames = 60): Error {
  if (frames > 0) return chain(depth, frames - 1);
  const words = Array.from({ length: 300 }, (_, at) => `word${at}`).join(' ');
  return new Error(words, depth === 0 ? {} : { cause: chain(depth - 1) });
}

it('is off where nobody says the address, which stands as it was said', () => {
  for (const options of [undefined, {}, { party: 'third-party' as const }]) {
    expect(sentryEgress(options)).toMatchObject([{ signal: 'sentry', state: 'off', endpoints: [] }]);
  }
  expect(declared?.endpoints[0]?.at).toBe('env:SENTRY_DSN');
  const [own] = sentryEgress({ origin: 'https://errors.example.org', party: 'first-party' });
  expect([own?.endpoints[0]?.at, own?.party]).toEqual(['https://errors.example.org', 'first-party']);
  // Whose project it is behind the host, the variable decides.
  for (const one of [declared, own]) expect(one?.endpoints[0]?.accounts).toEqual(['env:SENTRY_DSN']);
});
