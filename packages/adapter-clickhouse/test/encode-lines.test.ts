import type { OutboundEvent } from '@plumbline/core';
import { describe, expect, it } from 'vitest';
import { encodeLines, formatPayload } from '../src/encode-lines.ts';
import { columns } from '../src/table.ts';
import { makeEvent } from './support.ts';

const rowsOf = (events: readonly OutboundEvent[]): Record<string, unknown>[] =>
  encodeLines(events).lines.map((line) => JSON.parse(line) as Record<string, unknown>);

const nasty = `'"\\ \t\n\r\u2028\u0000;{}é漢\ud800`;

describe('encodeLines', () => {
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
    [1_767_323_045_678, '1767323045.678'],
    [1_767_323_045_000, '1767323045.000'],
    [1_767_323_045_007.9, '1767323045.007'],
  ])('writes the time %d in exact seconds', (occurredAt, text) => {
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
    const { refused } = encodeLines([good, makeEvent(wrong)]);
    expect(rowsOf([good, makeEvent(wrong)])).toMatchObject([{ event_id: good.eventId }]);
    expect(refused).toHaveLength(1);
  });
});

describe('formatPayload', () => {
  it('gives one text for one payload, in whatever order it was written', () => {
    expect(formatPayload({ b: 1, a: ['y', 'x'], c: true })).toBe('{"a":["y","x"],"b":1,"c":true}');
    expect(formatPayload({ a: ['y', 'x'], b: 1, c: true })).toBe('{"a":["y","x"],"b":1,"c":true}');
    expect(formatPayload({})).toBe('{}');
    expect(formatPayload({ a: undefined, b: 1 } as never)).toBe('{"b":1}');
  });
});
