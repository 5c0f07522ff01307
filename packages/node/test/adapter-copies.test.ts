import { type Adapter, defineAdapter, delivered } from '@plumbline/core';
import { expect, it } from 'vitest';
import { cutAdapter } from '../src/cut-adapter.ts';
import { detachAdapter } from '../src/detached.ts';

const reasons = { 'item_created.item': 'DPR-114: support joins its tickets.' };

const make = defineAdapter<
  Pick<Adapter, 'reasons'> & { readonly allow: Readonly<Record<string, readonly string[]>> },
  0
>({
  kind: 'vendor',
  role: 'mirror',
  capabilities: { maxBatch: 1, idempotent: true },
  destinations: () => [],
  open: async () => 0,
  send: async () => delivered(),
});

it.each([
  ['cut', (adapter: Adapter) => cutAdapter(adapter, { item_created: ['item'] })],
  ['detached', detachAdapter],
])('an adapter that is %s says of itself what it said before', (_how, copy) => {
  const adapter = make({ allow: { item_created: ['item'] }, reasons });
  const copied = copy(adapter);
  expect(Object.keys(copied).toSorted()).toEqual(Object.keys(adapter).toSorted());
  expect(copied.reasons).toEqual(reasons);
});
