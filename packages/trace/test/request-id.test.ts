import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setRedactId } from '../src/bound.ts';
import { acceptRequestId } from '../src/request-id.ts';

describe('acceptRequestId', () => {
  it.each([
    ['a UUID', '018f4d3a-5c1e-7b2a-9d3c-8f6b5a4c3d2e'],
    ['a ULID', '01HV9ZC1KM7Q3X5R8T2W4Y6Z0B'],
    ['a trace ID', '4bf92f3577b34da6a3ce929d0e0e4736'],
    ['base64', 'aGVsbG8gd29ybGQ+/w=='],
    ['a load balancer', 'Root=1-67891233-abcdef012345678912345678'],
    ['a number', '1541815603606036480'],
    ['a readable one', 'checkout-key-2026-0001'],
    ['the shortest', '12345678'],
    ['the longest', 'a'.repeat(128)],
  ])('accepts %s', (_, id) => {
    expect(acceptRequestId(id)).toEqual({ kind: 'accepted', id });
  });

  it('knows an absent header', () => {
    expect(acceptRequestId(undefined)).toEqual({ kind: 'absent' });
  });

  it.each([
    ['length', '1234567'],
    ['length', 'a'.repeat(129)],
    ['length', ''],
    ['charset', 'with space'],
    ['charset', '<script>alert(1)'],
    ['charset', 'jane@example.com'],
    ['charset', '=cmd|calc'.padEnd(12, '0')],
    ['charset', '-leading-dash'],
    ['charset', 'bell\u0007bell'],
    ['charset', 'umläut-id'],
    ['charset', 'line\nbreak1'],
    ['charset', 'abcdefgh\n'],
    ['secret', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N'],
    ['secret', 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'],
    ['secret', 'sk-proj-4eC39HqLyjWDarjtT1zdp7dc'],
    ['secret', 'ghp_abcdefghijklmnopqrstuvwxyz0123456789'],
    ['secret', 'xoxb-1234567890-abcdef'],
    ['secret', 'AKIAIOSFODNN7EXAMPLE'],
    ['secret', '4111111111111111'],
    ['secret', '378282246310005'],
    ['repeated', '12345678, 87654321'],
    ['repeated', '12345678,'],
  ])('refuses for %s', (reason, raw) => {
    expect(acceptRequestId(raw)).toMatchObject({ kind: 'refused', reason });
  });

  it('refuses two headers, and accepts a list of one', () => {
    expect(acceptRequestId(['12345678', '12345678'])).toMatchObject({ kind: 'refused', reason: 'repeated' });
    expect(acceptRequestId(['12345678'])).toEqual({ kind: 'accepted', id: '12345678' });
  });

  it('refuses what the binding in force redacts, and what it cannot read', () => {
    const id = 'customer-4711-basket';
    const hide = (text: string): string => text.replace(/4711/, '[redacted]');
    try {
      setRedactId(hide);
      expect(acceptRequestId(id)).toMatchObject({ kind: 'refused', reason: 'secret' });
      expect(acceptRequestId('customer-1-basket')).toMatchObject({ kind: 'accepted' });
      setRedactId(() => {
        throw new Error('no');
      });
      expect(acceptRequestId(id)).toMatchObject({ kind: 'refused', reason: 'secret' });
    } finally {
      setRedactId(undefined);
    }
    expect(acceptRequestId(id)).toEqual({ kind: 'accepted', id });
  });

  it('keeps a hash of what it refused', () => {
    // printf 'with space' | sha256sum
    expect(acceptRequestId('with space')).toEqual({ kind: 'refused', reason: 'charset', hash: 'b8b8f25a5fc7' });
  });

  it('takes over nothing but 8 to 128 harmless characters', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary', maxLength: 300 })), (raw) => {
        const decision = acceptRequestId(raw);
        const id = decision.kind === 'accepted' ? decision.id : 'refused-for-a-reason';
        const hash = decision.kind === 'refused' ? decision.hash : '000000000000';
        expect(id).toMatch(/^[A-Za-z0-9][A-Za-z0-9._~+/=:-]{7,127}$/);
        expect(hash).toMatch(/^[0-9a-f]{12}$/);
      }),
      { numRuns: 1_000 },
    );
  });
});
