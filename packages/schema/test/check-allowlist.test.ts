import { expect, it } from 'vitest';
import { checkAllowlist } from '../src/index.ts';
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
});

it('names everything that does not exist, and free text that would leave', () => {
  const check = (): void =>
    checkAllowlist(exampleCatalog, adapter('mirror', { gone: [], item_created: ['gone', 'note', 'toString'] }));
  expect(check).toThrow(expect.objectContaining({ code: 'PLB_ADAPTER_ALLOWLIST' }));
  for (const part of ['event gone', 'item_created.gone', 'item_created.note', 'item_created.toString']) {
    expect(check).toThrow(part);
  }
});

it('lets free text into the source of truth', () => {
  expect(() => checkAllowlist(exampleCatalog, adapter('source', { item_created: ['note'] }))).not.toThrow();
});
