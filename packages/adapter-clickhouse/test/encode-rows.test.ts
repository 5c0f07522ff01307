import type { OutboundEvent } from '@plumbline/core';
import { describe, expect, it } from 'vitest';
import { encodeRows } from '../src/encode-rows.ts';
import { columns } from '../src/table.ts';
import { makeEvent } from './support.ts';

const rowsOf = (events: readonly OutboundEvent[]): Record<string, unknown>[] =>
  encodeRows({ events })
    .body.join('')
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const nasty = `'"\\ \t\n\r\u2028\u0000;{}é漢\ud800`;

describe('encodeRows', () => {
  it('keeps every text as it is', () => {
    const event = makeEvent({ name: nasty, sessionId: nasty, routePattern: nasty, payload: { [nasty]: nasty } });
    const [row] = rowsOf([event]);
    expect(row).toMatchObject({ name: nasty, session_id: nasty, route_pattern: nasty });
    expect(JSON.parse(String(row?.['payload_json']))).toEqual({ [nasty]: nasty });
  });

  it('writes the eleven columns and nothing else', () => {
    const [row] = rowsOf([{ ...makeEvent(), extra: 'x' } as never]);
    expect(Object.keys(row ?? {})).toEqual(Object.keys(columns));
    expect(Object.keys(columns)).toHaveLength(11);
  });

  it.each([
    [1_767_323_045_678, 1_767_323_045_678],
    [1_767_323_045_007.9, 1_767_323_045_007],
  ])('writes the time %d in whole milliseconds', (occurredAt, text) => {
    expect(rowsOf([makeEvent({ occurredAt })])[0]?.['occurred_at']).toBe(text);
  });

  it.each([
    { eventId: '' },
    { eventId: '0190a0a0-0000-7000-8000-00000000000g' },
    { name: '' },
    { occurredAt: Number.NaN },
    { occurredAt: -1 },
    { occurredAt: 1e18 },
    { ingestedAt: Number.POSITIVE_INFINITY },
    { payload: { count: 1n as never } },
    { payload: undefined as never },
    { sessionId: undefined as never },
    { source: 5 as never },
  ])('refuses %o and keeps the rest', (wrong) => {
    const good = makeEvent();
    const { refused } = encodeRows({ events: [good, makeEvent(wrong)] });
    expect(rowsOf([good, makeEvent(wrong)])).toMatchObject([{ event_id: good.eventId }]);
    expect(refused).toHaveLength(1);
  });
});

it('takes the rows that a batch brings as they are, and does not look at its events', () => {
  const rows = ['{"name":"a"}', '{"name":"b"}'];
  const events = new Proxy([], { get: () => expect.unreachable('the events were read') });
  expect(encodeRows({ rows, events })).toEqual({ body: [rows.join('\n')], refused: [] });
});

it('takes their bytes where a batch brings these, and asks for no text', () => {
  const pieces = [Buffer.from('{"name":"a"}\n{"name":"b"}\n'), Buffer.from('{"name":"c"}\n')];
  const batch = {
    pieces,
    get rows() {
      return expect.unreachable('the rows were read');
    },
    get events() {
      return expect.unreachable('the events were read');
    },
  };
  expect(encodeRows(batch)).toEqual({ body: pieces, refused: [] });
});

describe('the payload', () => {
  const textsOf = (payloads: readonly unknown[]): unknown[] =>
    rowsOf(payloads.map((payload) => makeEvent({ payload: payload as never }))).map((row) => row['payload_json']);

  it('has one text, in whatever order it was written', () => {
    const text = '{"a":["y","x"],"b":1,"c":true}';
    const unsorted = { b: 1, a: ['y', 'x'], c: true };
    const sorted = { a: ['y', 'x'], b: 1, c: true };
    expect(textsOf([unsorted, unsorted, sorted, unsorted, sorted])).toEqual([text, text, text, text, text]);
  });

  it('keeps every field of events of one name with other fields', () => {
    const payloads = [{ b: 1, a: 2 }, { b: 1 }, { b: 1, a: 2, c: 3 }, {}, { b: 1, a: 2 }, { b: 1, c: 3 }];
    expect(textsOf(payloads).map((text) => JSON.parse(String(text)) as unknown)).toEqual(payloads);
    expect(textsOf([{}, { a: undefined, b: 1 }])).toEqual(['{}', '{"b":1}']);
  });

  it('keeps a field with the name of the prototype', () => {
    const text = '{"b":1,"__proto__":"kept"}';
    expect(textsOf([JSON.parse(text)])).toEqual([text]);
  });
});
