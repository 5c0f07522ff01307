import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTraceparent, parseTraceparent } from '../src/traceparent.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

describe('parseTraceparent', () => {
  it('reads version 00', () => {
    expect(parseTraceparent(`00-${TRACE}-${PARENT}-01`)).toEqual({
      traceId: TRACE,
      parentId: PARENT,
      sampled: true,
      random: false,
    });
  });

  it.each([
    ['00', false, false],
    ['01', true, false],
    ['02', false, true],
    ['03', true, true],
    ['ff', true, true],
    ['fc', false, false],
  ])('reads flags %s as bits', (flags, sampled, random) => {
    expect(parseTraceparent(`00-${TRACE}-${PARENT}-${flags}`)).toMatchObject({ sampled, random });
  });

  it.each([
    ['version ff', `ff-${TRACE}-${PARENT}-01`],
    ['an upper-case version', `0A-${TRACE}-${PARENT}-01`],
    ['a version of one digit', `0-${TRACE}-${PARENT}-01x`],
    ['a version of three digits', `000-${TRACE}-${PARENT}-01`],
    ['a version that is no hex', `.0-${TRACE}-${PARENT}-01`],
    ['an all-zero trace ID', `00-${'0'.repeat(32)}-${PARENT}-01`],
    ['an all-zero parent ID', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['an upper-case trace ID', `00-${TRACE.toUpperCase()}-${PARENT}-01`],
    ['a short trace ID', `00-${TRACE.slice(1)}-${PARENT}-01`],
    ['a long trace ID', `00-${TRACE}0-${PARENT}-01`],
    ['an illegal trace ID', `00-.${TRACE.slice(1)}-${PARENT}-01`],
    ['a short parent ID', `00-${TRACE}-${PARENT.slice(1)}-01`],
    ['a long parent ID', `00-${TRACE}-${PARENT}0-01`],
    ['an illegal parent ID', `00-${TRACE}-.${PARENT.slice(1)}-01`],
    ['flags of one digit', `00-${TRACE}-${PARENT}-1`],
    ['flags of three digits', `00-${TRACE}-${PARENT}-001`],
    ['illegal flags', `00-${TRACE}-${PARENT}-.0`],
    ['upper-case flags', `00-${TRACE}-${PARENT}-0B`],
    ['version 00 with more', `00-${TRACE}-${PARENT}-01-what-the-future-will-be-like`],
    ['version 00 with a trailing dash', `00-${TRACE}-${PARENT}-01-`],
    ['a higher version that does not go on with a dash', `cc-${TRACE}-${PARENT}-01.what`],
    ['a higher version with long flags', `cc-${TRACE}-${PARENT}-011-`],
    ['underscores', `00_${TRACE}_${PARENT}_01`],
    ['a repeated header', `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`],
    ['a repeated header of a higher version', `cc-${TRACE}-${PARENT}-01-x, cc-${TRACE}-${PARENT}-01`],
    ['a no-break space before it', `\u00a000-${TRACE}-${PARENT}-01`],
    ['a line feed behind it', `00-${TRACE}-${PARENT}-01\n`],
    ['a form feed behind it', `00-${TRACE}-${PARENT}-01\f`],
    ['nothing', ''],
  ])('refuses %s', (_, raw) => {
    expect(parseTraceparent(raw)).toBeUndefined();
  });

  it('refuses two headers, reads a list of one, and knows none', () => {
    const one = `00-${TRACE}-${PARENT}-01`;
    expect(parseTraceparent([one, one])).toBeUndefined();
    expect(parseTraceparent([one])).toMatchObject({ traceId: TRACE });
    expect(parseTraceparent([])).toBeUndefined();
    expect(parseTraceparent(undefined)).toBeUndefined();
  });

  it.each([`cc-${TRACE}-${PARENT}-01`, `cc-${TRACE}-${PARENT}-01-what-the-future-will-be-like`])(
    'reads a higher version by its prefix: %s',
    (raw) => {
      expect(parseTraceparent(raw)).toMatchObject({ traceId: TRACE, parentId: PARENT, sampled: true });
    },
  );

  it('ignores white space around the value', () => {
    expect(parseTraceparent(` \t00-${TRACE}-${PARENT}-00\t `)).toMatchObject({ traceId: TRACE, sampled: false });
  });

  it('never throws, and reads nothing that is not of the form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (raw) => {
        expect(parseTraceparent(raw)).toBeUndefined();
      }),
    );
  });
});

describe('formatTraceparent', () => {
  it('writes version 00 with the reserved flags at zero, and reads back', () => {
    const hex = (length: number) =>
      fc.string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: length, maxLength: length });
    fc.assert(
      fc.property(hex(31), hex(15), fc.boolean(), fc.boolean(), (trace, parent, sampled, random) => {
        const fields = { traceId: `${trace}1`, parentId: `${parent}1`, sampled, random };
        expect(formatTraceparent(fields)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]$/);
        expect(parseTraceparent(formatTraceparent(fields))).toEqual(fields);
      }),
    );
  });
});
