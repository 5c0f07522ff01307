import { hashFor } from '@plumbline/core/context';
import { makeBatch, makeEvent } from '@plumbline/testkit';
import { type PosthogServer, recordHttp, startPosthogServer } from '@plumbline/testkit/servers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { posthog } from '../src/index.ts';
import { API_KEY, optionsFor, PERSONAL_KEY } from './posthog-server.ts';

const allow = { page_viewed: ['feature'] };
const [ann, bob] = ['a'.repeat(32), 'b'.repeat(32)];
const order = (...anonymousUserIds: readonly string[]) => ({ id: 'erasure-1', anonymousUserIds, requestedAt: 0 });

let server: PosthogServer;
beforeEach(async () => {
  server = await startPosthogServer();
});
afterEach(() => server.close());

/** Somebody else's code makes a person of the ID, as an import or another client may. */
const makePerson = (id: string): Promise<Response> =>
  fetch(`${server.url}/batch/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ api_key: API_KEY, batch: [{ event: 'page_viewed', distinct_id: hashFor('posthog', id) }] }),
  });

it('asks the private API by the IDs that events carry there, and claims nothing for events without a person', async () => {
  await using adapter = posthog({ allow, ...optionsFor(server, true) });
  await adapter.send(makeBatch([makeEvent({ anonymousUserId: ann })]));
  const outcome = await adapter.erase(order(ann));
  expect(server.deletions).toEqual([{ distinctIds: [hashFor('posthog', ann)], deleteEvents: true, found: 0 }]);
  expect(outcome).toMatchObject({ kind: 'not_supported', reason: /knew 0 of 1 people.*until its retention ends/ });
  server.runDeletions();
  expect(server.events).toHaveLength(1);
});

it('is queued where PostHog knows the person, and unproven as soon as it does not know one', async () => {
  await using adapter = posthog({ allow, ...optionsFor(server, true) });
  await makePerson(ann);
  expect((await adapter.erase(order(ann, bob))).kind).toBe('not_supported');
  expect(await adapter.erase(order(ann, ann))).toEqual({ kind: 'queued' });
  server.runDeletions();
  expect(server.events).toEqual([]);
});

it('asks for 1,000 people at a time', async () => {
  await using adapter = posthog({ allow, ...optionsFor(server, true) });
  await adapter.erase(order(...Array.from({ length: 2_001 }, (_, index) => `${index}`.padStart(32, '0'))));
  expect(server.deletions.map(({ distinctIds }) => distinctIds.length)).toEqual([1_000, 1_000, 1]);
  expect(server.faults).toEqual([]);
});

it('says which option or key is missing, and calls nothing', async () => {
  const { personalApiKey: _key, ...keyless } = optionsFor(server, true);
  await using without = posthog({ allow, ...keyless });
  expect(await without.erase(order(ann))).toMatchObject({ kind: 'not_supported', reason: /personal API key/ });
  await using plain = posthog({ allow, ...optionsFor(server, false) });
  expect(await plain.erase(order(ann))).toMatchObject({ kind: 'not_supported', reason: /appHost/ });
  expect(server.requests).toEqual([]);
});

it('fails with a key that is not valid, without a word of who was asked for', async () => {
  await using adapter = posthog({ allow, ...optionsFor(server, true), personalApiKey: `${PERSONAL_KEY}2` });
  expect(await adapter.erase(order(ann))).toMatchObject({ kind: 'failed', error: { message: /answered 401/ } });
});

it.each([
  ['errors on the way', { persons_found: 1, deletion_errors: [{ error: 'x' }] }, 'retry'],
  ['an answer without a count', {}, 'failed'],
])('does not take %s for a deletion', async (_what, body, kind) => {
  await using front = await recordHttp();
  front.answer(() => ({ status: 202, body: JSON.stringify(body) }));
  await using adapter = posthog({ allow, ...optionsFor(server, true), appHost: front.url });
  expect((await adapter.erase(order(ann))).kind).toBe(kind);
});
