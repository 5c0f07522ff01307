import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRow, encodeRow, type FieldValue, type OutboundEvent } from '../src/index.ts';

const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constant('__proto__'), fc.constant('\ud800'));
const value: fc.Arbitrary<FieldValue> = fc.oneof(
  text,
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
  fc.array(text, { maxLength: 4 }),
);
const time = fc.integer({ min: Date.UTC(2002, 0, 1), max: Date.UTC(2099, 0, 1) });
const anyEvent: fc.Arbitrary<OutboundEvent> = fc.record({
  eventId: fc.uuid(),
  name: fc.string({ minLength: 1 }),
  schemaVersion: text,
  occurredAt: time,
  ingestedAt: time,
  source: text,
  sessionId: text,
  anonymousUserId: text,
  orgIdHash: text,
  routePattern: text,
  payload: fc.dictionary(text, value, { maxKeys: 40 }),
});

const event: OutboundEvent = {
  eventId: '0190a8c4-0000-7000-8000-000000000001',
  name: 'page_viewed',
  schemaVersion: 'v1',
  occurredAt: 1_767_323_045_678,
  ingestedAt: 1_767_323_045_679,
  source: 'api',
  sessionId: 's',
  anonymousUserId: 'u',
  orgIdHash: 'o',
  routePattern: '/x',
  payload: { surface: 'page', feature: 'approvals' },
};

const LINE =
  '{"org_id_hash":"o","event_id":"0190a8c4-0000-7000-8000-000000000001","name":"page_viewed","schema_version":"v1",' +
  '"session_id":"s","anonymous_user_id":"u","route_pattern":"/x",' +
  '"payload_json":"{\\"feature\\":\\"approvals\\",\\"surface\\":\\"page\\"}",' +
  '"occurred_at":1767323045678,"ingested_at":1767323045679,"source":"api"}';

describe('encodeRow', () => {
  it('writes the eleven columns in their order, and the payload with sorted keys', () => {
    expect(encodeRow(event)).toBe(LINE);
    expect(encodeRow(Object.assign({ extra: 'x' }, event))).toBe(LINE);
  });

  it('has one line, and one text for one event in whatever order its fields were written', () => {
    fc.assert(
      fc.property(anyEvent, ({ payload, ...rest }) => {
        const line = encodeRow({ ...rest, payload });
        expect(line).not.toMatch(/[\n\r]/);
        if (Object.hasOwn(payload, '__proto__')) return;
        const reversed = Object.fromEntries(Object.entries(payload).toReversed());
        expect(encodeRow({ ...rest, payload: reversed })).toBe(line);
        expect(Object.keys(JSON.parse(JSON.parse(line ?? '').payload_json as string) as object)).toEqual(
          Object.keys(
            Object.fromEntries(
              Object.keys(payload)
                .toSorted()
                .map((key) => [key, 0]),
            ),
          ),
        );
      }),
    );
  });

  it.each([
    { eventId: '' },
    { name: '' },
    { occurredAt: Number.NaN },
    { ingestedAt: 1_767_323_045 },
    { payload: { count: 1n as never } },
    { payload: null as never },
    { source: 5 as never },
  ])('writes nothing for %o', (wrong) => {
    expect(encodeRow({ ...event, ...wrong })).toBeUndefined();
  });
});

describe('decodeRow', () => {
  it('reads what was written', () => {
    fc.assert(
      fc.property(anyEvent, (one) => {
        expect(decodeRow(encodeRow(one) ?? '')).toEqual(one);
      }),
    );
  });

  it('leaves out what JSON cannot hold', () => {
    const line = encodeRow({
      ...event,
      payload: { count: Number.NaN, feature: 'x' },
      occurredAt: event.occurredAt + 0.9,
    });
    expect(decodeRow(line ?? '')).toEqual({ ...event, payload: { feature: 'x' } });
  });

  it('never throws, and never takes a cut line for a row', () => {
    for (let length = 0; length < LINE.length; length += 1) expect(decodeRow(LINE.slice(0, length))).toBeUndefined();
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (other) => {
        expect(decodeRow(other)).toBeUndefined();
      }),
    );
  });

  it.each([
    ['"name":"page_viewed"', '"name":""'],
    ['"occurred_at":1767323045678', '"occurred_at":"1767323045678"'],
    ['"occurred_at":1767323045678', '"occurred_at":1767323045678.5'],
    ['"source":"api"', '"source":null'],
    ['\\"page\\"', '{}'],
    ['\\"page\\"', '[1]'],
    ['{\\"feature\\":\\"approvals\\",\\"surface\\":\\"page\\"}', '[]'],
  ])('refuses a row in which %s became %s', (found, wrong) => {
    expect(LINE).toContain(found);
    expect(decodeRow(LINE.replace(found, wrong))).toBeUndefined();
  });
});
