// One error through each framework: its ID in the answer, the log line, the span and the error tracker is one.
import { expect, it } from 'vitest';
import { serverSpan, servers } from './fixtures/failing-servers.ts';
import { startTracked } from './fixtures/tracked.ts';

const REQUEST_ID = 'the-request-that-fails';

it.each(Object.keys(servers))('%s: answer, line, span and error tracker name one fault', async (name) => {
  const { plumbline, lines, receiver, ingest } = await startTracked({ service: { name: 'orders' } });
  const origin = await servers[name]!(plumbline);
  const response = await fetch(`${origin}/boom`, { headers: { 'x-request-id': REQUEST_ID } });
  const answer = (await response.json()) as { readonly error: Readonly<Record<string, string>> };
  await expect.poll(() => lines.some(({ msg }) => msg === 'request')).toBe(true);
  await plumbline.shutdown();
  const errorId = answer.error['error_id'];
  expect([response.status, answer]).toEqual([
    500,
    { error: { code: 'internal_error', request_id: REQUEST_ID, error_id: expect.stringMatching(/^[0-9a-f]{16}$/) } },
  ]);
  const failed = lines.filter(({ error_id: id }) => id !== undefined);
  const sent = ingest.received[0]?.event;
  const ids = { error_id: errorId, request_id: REQUEST_ID, sentry_event_id: sent?.event_id };
  expect(sent?.event_id).toMatch(/^[0-9a-f]{32}$/);
  expect(failed).toMatchObject([
    { msg: 'unhandled error', ...ids },
    { msg: 'request', error_id: errorId, request_id: REQUEST_ID },
  ]);
  const span = serverSpan(receiver);
  expect(span?.attributes).toMatchObject({ 'plumbline.error.id': errorId, 'error.type': 'RangeError' });
  expect(ingest.received.map(({ event }) => [event.fingerprint, event.tags?.['error_id']])).toEqual([
    [[errorId], errorId],
  ]);
  expect([receiver.faults, ingest.faults]).toEqual([[], []]);
});
