import { expect, it } from 'vitest';
import { type AllowedAdapter, checkAllowlist } from '../src/index.ts';
import { exampleCatalog } from './example-catalog.ts';

const adapter = (role: 'source' | 'mirror', allow: 'catalog' | Record<string, string[]>) => ({
  kind: 'x',
  role,
  allow,
});

it('takes declared fields, feature, surface and dimensions', () => {
  const allow = { item_created: ['kind', 'feature', 'surface', 'role'], item_moved: [] };
  expect(() => checkAllowlist(exampleCatalog, adapter('mirror', allow))).not.toThrow();
  expect(() => checkAllowlist(exampleCatalog, adapter('source', 'catalog'))).not.toThrow();
  expect(() => checkAllowlist(exampleCatalog, adapter('mirror', 'catalog'))).toThrow(
    /PLB_ADAPTER_ALLOWLIST[^]*`allow: 'catalog'` is for the source of truth alone/,
  );
});

it('names everything that does not exist, and free text that would leave', () => {
  const check = (): void =>
    checkAllowlist(exampleCatalog, adapter('mirror', { gone: [], item_created: ['gone', 'note', 'toString'] }));
  expect(check).toThrow(expect.objectContaining({ code: 'PLB_ADAPTER_ALLOWLIST' }));
  for (const part of ['event gone', 'item_created.gone', 'item_created.note', 'item_created.toString']) {
    expect(check).toThrow(part);
  }
});

const third = (more: object) => ({
  ...adapter('mirror', { item_created: ['kind', 'item'] }),
  egress: { party: 'third-party' as const },
  ...more,
});
const REASON = 'DPR-114: support joins its tickets with the item.';

it('lets an ID leave to a third party with a reason alone', () => {
  const check = (one: AllowedAdapter) => (): void => checkAllowlist(exampleCatalog, one);
  expect(check(third({ reasons: { 'item_created.item': REASON } }))).not.toThrow();
  expect(check(third({ egress: { party: 'first-party' } }))).not.toThrow();
  expect(check({ ...third({}), role: 'source' })).not.toThrow();
  expect(check(third({}))).toThrow(/item_created\.item is an ID[^]*`reasons: \{ 'item_created\.item': '…' \}`/);
  // Who does not say whose it is counts as a third party.
  expect(check(third({ egress: undefined }))).toThrow(/item_created\.item is an ID/);
});

it.each([
  ['too short', { 'item_created.item': 'because' }, /at least 20 characters/],
  ['still to come', { 'item_created.item': 'TODO: ask privacy about it' }, /item_created\.item: a reason/],
  [
    'for what is not listed',
    { 'item_created.item': REASON, 'item_created.words': REASON },
    /words has a reason and is not/,
  ],
])('refuses a reason that is %s', (_what, reasons, message) => {
  expect(() => checkAllowlist(exampleCatalog, third({ reasons }))).toThrow(message);
});

it('lets no reason let free text leave', () => {
  const allow = { item_created: ['note'] };
  const check = (): void => checkAllowlist(exampleCatalog, third({ allow, reasons: { 'item_created.note': REASON } }));
  expect(check).toThrow(/item_created\.note is free text/);
});

it('lets free text into the source of truth', () => {
  expect(() => checkAllowlist(exampleCatalog, adapter('source', { item_created: ['note'] }))).not.toThrow();
});
