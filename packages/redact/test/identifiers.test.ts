import process from 'node:process';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { createRedactor } from '../src/index.ts';

const SCALE = Number(process.env['PLUMBLINE_WORKSPACE_SOAK'] ?? 1);
vi.setConfig({ testTimeout: SCALE > 1 ? 7_200_000 : 60_000 });

const redactor = createRedactor();

it.each([
  ['a UUID that passes the check of an account number', 'req-ba697372-652b-49fb-b0b3-f0ec37fd51e4'],
  ['the same alone', 'ba697372-652b-49fb-b0b3-f0ec37fd51e4'],
  ['one whose digits read as a name and its number', 'EBCF77E2-CCCD-4009-958C-F5F7F8B7D066'],
  ['one that begins as a vendor key does', 'EAAAF20E-71FF-43A5-9AC3-725E0309A469'],
])('keeps %s', (_what, id) => {
  expect(redactor.text(id)).toBe(id);
  expect(redactor.text(`opened ${id} now`)).toBe(`opened ${id} now`);
});

it('keeps 100,000 random UUIDs, alone, behind a prefix and in upper case', () => {
  const written = fc
    .tuple(fc.uuid({ version: 4 }), fc.constantFrom('alone', 'prefixed', 'upper'))
    .map(([id, how]) => (how === 'alone' ? id : how === 'prefixed' ? `req-${id}` : id.toUpperCase()));
  fc.assert(
    fc.property(written, (id) => {
      expect(redactor.text(id)).toBe(id);
    }),
    { numRuns: 100_000 * SCALE },
  );
});

it('still finds an account number beside a UUID', () => {
  const text = 'order ba697372-652b-49fb-b0b3-f0ec37fd51e4 paid from DE89 3704 0044 0532 0130 00';
  expect(redactor.text(text)).toMatch(/^order ba697372-652b-49fb-b0b3-f0ec37fd51e4 paid from \[redacted:iban\]$/);
});

it('still hides a UUID behind a label', () => {
  expect(redactor.text('api_key=ba697372-652b-49fb-b0b3-f0ec37fd51e4')).not.toContain('ba697372');
  expect(redactor.value({ password: 'ba697372-652b-49fb-b0b3-f0ec37fd51e4' })).not.toEqual({
    password: 'ba697372-652b-49fb-b0b3-f0ec37fd51e4',
  });
});

it.each([
  ['7Q~', 'azure-client-secret', 34],
  ['.atlasv1.', 'terraform-token', 67],
])('still finds a secret that follows a UUID without a space: %s', (anchor, rule, length) => {
  const secret = `${anchor}${'aB3dE5fG7h'.repeat(7).slice(0, length)}`;
  const text = redactor.text(`ba697372-652b-49fb-b0b3-f0ec37fd51e4${secret}`);
  expect(text).toContain(`[redacted:${rule}]`);
  expect(text).not.toContain('aB3d');
});
