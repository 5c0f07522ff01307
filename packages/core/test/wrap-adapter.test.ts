import { expect, it } from 'vitest';
import { defineAdapter, delivered, type EventPages, wrapAdapter } from '../src/index.ts';

const make = (closed: string[] = []): ReturnType<ReturnType<typeof defineAdapter>> =>
  defineAdapter({
    kind: 'thing',
    role: 'mirror',
    capabilities: { maxBatch: 10, idempotent: true },
    destinations: () => ['https://thing.example'],
    egress: () => ({
      party: 'third-party',
      endpoints: [{ at: 'https://thing.example', method: 'POST', path: '/' }],
      headers: [],
      sdkAdds: [],
      envelope: [],
      payloadAs: '{field}',
      retention: 'vendor',
      erasure: 'not-possible',
    }),
    open: async () => 'client',
    send: async () => delivered(),
    finishErasure: async () => ({ kind: 'erased' }),
    async *read(): EventPages {
      yield [];
    },
    close: async () => void closed.push('thing'),
  })({ allow: { opened: ['kind'] }, reasons: { 'opened.id': 'They were asked.' } });

it('keeps every fact and every ability of what it wraps', () => {
  const adapter = make();
  expect(Object.keys(wrapAdapter(adapter, {})).toSorted()).toEqual(Object.keys(adapter).toSorted());
  const { kind, role, capabilities, destinations, allow, reasons, egress } = adapter;
  const facts = { kind, role, capabilities, destinations, allow, reasons, egress };
  expect(wrapAdapter(adapter, {})).toMatchObject(facts);
});

it('does what it was told instead, and closes the same way in both words', async () => {
  const closed: string[] = [];
  const adapter = make(closed);
  const allow = { opened: [] };
  const wrapped = wrapAdapter(adapter, { allow, close: async () => void closed.push('wrapper') });
  expect(wrapped.allow).toBe(allow);
  await wrapped[Symbol.asyncDispose]();
  await wrapped.close();
  expect(closed).toEqual(['wrapper', 'wrapper']);
  await wrapAdapter(adapter, {})[Symbol.asyncDispose]();
  expect(closed).toHaveLength(2);
});
