import { describe, expect, it } from 'vitest';
import { createRedactor } from '../src/index.ts';

const redactor = createRedactor();
const SECRET = ['Orchid', '2024x'].join('');

/** An object of bytes with an own field of that name. */
function withOwn(x: object, name: string): object {
  return Object.defineProperty(x, name, { value: SECRET });
}

describe('bytes', () => {
  it.each([
    withOwn(new Uint8Array(2), 'byteLength'),
    withOwn(new DataView(new ArrayBuffer(2)), 'byteLength'),
    withOwn(new ArrayBuffer(2), 'byteLength'),
    withOwn(new SharedArrayBuffer(2), 'byteLength'),
    withOwn(new Blob(['ab']), 'size'),
  ])('are counted and never asked: %#', (x) => {
    expect(redactor.stringify([x])).toBe('["[binary:2]"]');
    expect(redactor.value([x])).toEqual(['[binary:2]']);
  });

  it('that only say so are not believed', () => {
    for (const { prototype } of [Uint8Array, DataView, ArrayBuffer, Blob])
      expect(redactor.stringify([withOwn(Object.create(prototype) as object, 'byteLength')])).not.toContain(SECRET);
  });

  it('are bytes after JSON too', () => {
    const body: unknown = JSON.parse(JSON.stringify(Buffer.from(`password=${SECRET}`)));
    const mark = `[binary:${SECRET.length + 9}]`;
    expect(redactor.value({ body })).toEqual({ body: mark });
    expect(redactor.stringify({ a: [body] })).toBe(JSON.stringify({ a: [mark] }));
    expect(redactor.stringify(body)).toBe(JSON.stringify(mark));
    expect(redactor.stringify({ text: JSON.stringify({ body }) })).toBe(
      JSON.stringify({ text: JSON.stringify({ body: mark }) }),
    );
    expect(redactor.stringify({ data: [1, 2], type: 'Buffer' })).toBe('"[binary:2]"');
  });

  it.each([
    { type: 'Buffer', data: ['a', 'b'] },
    { type: 'Buffer', data: [1, 256] },
    { type: 'buffer', data: [1, 2] },
    { type: 'Buffer', data: [1, 2], at: 1 },
    { type: 'line', data: [1, 2, 3] },
    { data: [1, 2, 3], ok: true },
    { type: 'Buffer' },
  ])('are nothing else: %j', (record) => {
    expect(redactor.stringify(record)).toBe(JSON.stringify(record));
    expect(redactor.value({ record })).toEqual({ record });
    expect(redactor.members(record, new Map())?.json).toBe(`,${JSON.stringify(record).slice(1, -1)}`);
  });
});
