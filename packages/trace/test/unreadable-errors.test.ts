import express from 'express';
import http from 'node:http';
import type { RequestSummary } from '@plumbline/core/context';
import { afterEach, expect, it } from 'vitest';
import { bindHttp, noteErrorId, runTracedJob } from '../src/index.ts';
import { createExpressErrorHandler, expressRoutes } from '../src/express.ts';
import { answerError } from '../src/request-error.ts';
import { collect, listen } from './support.ts';

const hostile = (): never => {
  throw new Error('hostile');
};
const withGetter = (name: string): Error => Object.defineProperty(new Error('unreadable'), name, { get: hostile });
const revoked = (): unknown => {
  const { proxy, revoke } = Proxy.revocable(new Error('unreadable'), {});
  revoke();
  return proxy;
};
const errors: Readonly<Record<string, () => unknown>> = {
  'a code that throws': () => withGetter('code'),
  'a name that throws': () => withGetter('name'),
  'a status that throws': () => withGetter('status'),
  'a revoked proxy': revoked,
};

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

it.each(Object.entries(errors))('%s: a job throws that very error on', (_, make) => {
  const binding = bindHttp({ propagateTo: [] });
  closers.push(() => binding.unbind());
  const error = make();
  let thrown: unknown;
  try {
    runTracedJob('nightly', () => {
      noteErrorId(error, '0123456789abcdef');
      throw error;
    });
  } catch (caught) {
    thrown = caught;
  }
  expect(thrown === error).toBe(true);
});

it.each(Object.entries(errors))('%s: is answered with 500 and reported', (_, make) => {
  const error = make();
  const reported: unknown[] = [];
  const { status, body } = answerError(error, { onError: (told) => void reported.push(told) });
  expect([status, body.error.code]).toEqual([500, 'internal_error']);
  expect(reported[0] === error).toBe(true);
});

it.each(Object.entries(errors))('%s: the request ends in every layer', async (_, make) => {
  const ended = collect<RequestSummary>(1);
  const binding = bindHttp({ propagateTo: [], onRequestEnd: ended.add });
  const app = express();
  expressRoutes(app);
  app.get('/boom', () => {
    throw make();
  });
  app.use(
    createExpressErrorHandler({
      onError(error) {
        noteErrorId(error, '0123456789abcdef');
        return '0123456789abcdef';
      },
    }),
  );
  const server = http.createServer(app);
  const port = await listen(server);
  closers.push(
    () => binding.unbind(),
    () => void server.close(),
    () => server.closeAllConnections(),
  );
  const answer = await fetch(`http://127.0.0.1:${port}/boom`);
  expect([answer.status, await answer.json()]).toMatchObject([500, { error: { error_id: '0123456789abcdef' } }]);
  expect((await ended.all)[0]).toMatchObject({ status: 500, errorId: '0123456789abcdef' });
});
