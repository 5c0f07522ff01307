import { describe, expect, it } from 'vitest';
import { encodeRows, formatPayload } from '../src/encode-rows.ts';
import { columns } from '../src/table.ts';
import { makeEvent } from './support.ts';

describe('encodeRows', () => {
  it('writes the eleven columns and nothing else', () => {
    const [row] = encodeRows([{ ...makeEvent(), extra: 'x' } as never]).rows;
    expect(Object.keys(row ?? {})).toEqual(Object.keys(columns));
    expect(Object.keys(columns)).toHaveLength(11);
  });

  it.each([
    [1_767_323_045_678, '1767323045.678'],
    [1_767_323_045_000, '1767323045.000'],
    [1_767_323_045_007.9, '1767323045.007'],
  ])('writes the time %d in exact seconds', (occurredAt, text) => {
    expect(encodeRows([makeEvent({ occurredAt })]).rows[0]?.occurred_at).toBe(text);
  });

  it.each([
    { eventId: '' },
    { eventId: '0190a0a0-0000-7000-8000-00000000000g' },
    { name: '' },
    { occurredAt: Number.NaN },
    { occurredAt: -1 },
    { occurredAt: 1e18 },
    { ingestedAt: Number.POSITIVE_INFINITY },
  ])('refuses %o and keeps the rest', (wrong) => {
    const { rows, refused } = encodeRows([makeEvent(), makeEvent(wrong)]);
    expect(rows).toHaveLength(1);
    expect(refused).toHaveLength(1);
  });
});

describe('formatPayload', () => {
  it('gives one text for one payload, in whatever order it was written', () => {
    expect(formatPayload({ b: 1, a: ['y', 'x'], c: true })).toBe('{"a":["y","x"],"b":1,"c":true}');
    expect(formatPayload({ a: ['y', 'x'], b: 1, c: true })).toBe('{"a":["y","x"],"b":1,"c":true}');
    expect(formatPayload({})).toBe('{}');
  });
});
