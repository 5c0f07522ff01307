import { expect, test } from 'vitest';
import { createMetrics, usageFromCatalog } from '../src/index.ts';
import { sdkMeter } from './sdk-meter.ts';

const catalog = { events: { approval_submitted: { fields: {} }, workspace_created: {} } };

test('the catalog declares the series and the hook counts each call once', async () => {
  const { meter, read } = sdkMeter();
  const usage = usageFromCatalog(catalog, { meter });
  usage('approval_submitted');
  usage('approval_submitted');
  expect(await read('plumbline.usage.actions')).toEqual({
    'action=approval_submitted': 2,
    'action=workspace_created': 0,
  });
});

test('a hook beside createMetrics counts nothing twice', async () => {
  const { meter, read } = sdkMeter();
  const usage = usageFromCatalog(catalog, { meter });
  createMetrics({ meter, catalogActions: Object.keys(catalog.events) });
  usage('workspace_created');
  expect(await read('plumbline.usage.actions')).toEqual({
    'action=approval_submitted': 0,
    'action=workspace_created': 1,
  });
});

test('nothing but the name becomes a label', async () => {
  const { meter, read } = sdkMeter();
  const usage = usageFromCatalog(catalog, { meter }) as (...args: unknown[]) => void;
  usage('approval_submitted', { actor: 'canary' });
  usage({ toString: () => 'canary' });
  expect(Object.keys(await read('plumbline.usage.actions')).toSorted()).toEqual([
    'action=approval_submitted',
    'action=other',
    'action=workspace_created',
  ]);
});

test('an event name that cannot be a label value is refused', () => {
  const { meter } = sdkMeter();
  expect(() => usageFromCatalog({ events: { 'two words': {} } }, { meter })).toThrow(/catalog\.events\[0\]/);
});
