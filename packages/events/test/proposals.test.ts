import { expect, it } from 'vitest';
import { WORLD } from './messages/cases.ts';
import { createProposer } from './messages/propose.ts';

const propose = createProposer(WORLD);

// Types that say what is wrong must not hide from an editor what would be right.
it.each([
  ["events.capture('|');", ['item_created', 'item_moved', 'login_succeeded']],
  ["events.capture('|', { kind: 'post', words: 3 });", ['item_created', 'item_moved', 'login_succeeded']],
  ["events.capture('item_created', { | });", ['feature', 'kind', 'surface', 'tags', 'tookMs', 'words']],
  ["events.capture('item_created', { kind: '|' });", ['image', 'post']],
  ["events.capture('item_moved', { feature: '|' });", ['boards', 'items']],
  ["events.capture('item_moved', { feature: 'boards', surface: '|' });", ['modal', 'page']],
  ["defineEvent({ ...shared, feature: 'a', surfaces: ['b'], consent: '|', fields: {} });", ['analytics', 'essential']],
  ["defineEvent({ ...shared, ...place, audience: '|', fields: {} });", ['authenticated', 'public']],
])('%s', { timeout: 300_000 }, (code, proposed) => {
  expect(propose(code)).toEqual(proposed);
});
