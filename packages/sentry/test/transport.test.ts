import * as Sentry from '@sentry/node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTransport } from '../src/transport.ts';
import { type Ingest, startIngest } from './ingest.ts';

let ingest: Ingest;
beforeEach(async () => {
  ingest = await startIngest();
});
afterEach(() => ingest.close());

type Envelope = Parameters<ReturnType<typeof createTransport>['send']>[0];

test('the last gate lets nothing through but approved events, whatever the SDK hands it', async () => {
  const approved = { event_id: 'a'.repeat(32), sdk: { name: 'n', version: '1', packages: ['canary'] } };
  const settled: string[] = [];
  const { origin, pathname } = new URL(ingest.dsn);
  const transport = createTransport(
    { url: `${origin}/api${pathname}/envelope/?sentry_key=publickey`, recordDroppedEvent: () => undefined },
    {
      sdk: Sentry,
      approved: new WeakSet([approved]),
      stop: new AbortController().signal,
      onDelivered: () => settled.push('delivered'),
      onLost: (reason) => settled.push(reason),
    },
  );
  const header = { event_id: 'a'.repeat(32), sent_at: 'now', dsn: 'canary', trace: { release: 'canary' } };
  const strange = [
    // An event that no closed list has seen, as the SDK makes of an error within itself.
    [{ type: 'event' }, { event_id: 'b'.repeat(32), message: 'canary' }],
    [{ type: 'client_report' }, { discarded_events: ['canary'] }],
    [{ type: 'attachment', length: 6 }, new TextEncoder().encode('canary')],
    [{ type: 'log', item_count: 1 }, { items: ['canary'] }],
    // The right object under another name.
    [{ type: 'transaction' }, approved],
  ];
  await transport.send([header, strange] as unknown as Envelope);
  expect([ingest.received, ingest.faults, settled]).toEqual([[], [], []]);

  const right = [{ type: 'event', canary: 'canary' }, approved];
  await transport.send([header, [...strange, right]] as unknown as Envelope);
  expect(ingest.faults).toEqual([]);
  expect(ingest.received.map(({ event }) => event)).toEqual([
    { event_id: 'a'.repeat(32), sdk: { name: 'n', version: '1', settings: { infer_ip: 'never' } } },
  ]);
  expect(ingest.received[0]?.text).not.toContain('canary');
  expect(settled).toEqual(['delivered']);
});
