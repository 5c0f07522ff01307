import { expect, it } from 'vitest';
import { categories, category, defineCatalog, defineEvent } from '../src/index.ts';
import { collectFacts, formatLock } from '../src/egress.ts';

const make = () => {
  const surfaces: [string, ...string[]] = ['page'];
  const features: [string, ...string[]] = ['items', 'boards'];
  const fields: Record<string, ReturnType<typeof category>> = { kind: category(['a', 'b']) };
  const roles = ['admin'];
  const event = defineEvent({
    description: 'Something was made.',
    owner: '@team-items',
    purpose: 'How many are made?',
    review: 'docs/privacy.md',
    expires: '2027-12-31',
    consent: 'analytics',
    feature: features,
    surfaces,
    fields,
  });
  const events = { item_created: event };
  const catalog = defineCatalog({ version: '2026-05-telemetry-v1', dimensions: { role: roles }, events });
  return { surfaces, features, fields, roles, events, catalog };
};

it('keeps its lists as they were declared', () => {
  const { surfaces, features, fields, roles, events, catalog } = make();
  const lock = formatLock(collectFacts({ catalog }));
  const offered = { feature: 'typed', surface: 'typed', kind: 'a' };
  surfaces.push('typed');
  features.push('typed');
  roles.push('typed');
  fields['kind'] = category(['typed']);
  Reflect.set(events, 'item_typed', events.item_created);
  expect(catalog.check('item_created', offered)).toMatchObject({ ok: false, reason: 'invalid_field' });
  expect(catalog.check('item_created', { feature: 'items', kind: 'typed' }).ok).toBe(false);
  expect(catalog.dimensions.role).toEqual(['admin']);
  expect(Object.keys(catalog.events)).toEqual(['item_created']);
  expect(formatLock(collectFacts({ catalog }))).toBe(lock);
});

it('lets nobody change a declaration', () => {
  const { catalog } = make();
  const event = catalog.events.item_created;
  expect(Reflect.set(event, 'consent', 'essential')).toBe(false);
  expect(Reflect.set(event.fields, 'kind', category(['typed']))).toBe(false);
  expect(Reflect.set(catalog.events, 'item_created', undefined)).toBe(false);
  for (const list of [event.surfaces, event.features, event.feature, event.sources, catalog.dimensions.role]) {
    expect(Object.isFrozen(list)).toBe(true);
  }
});

class Odd extends Array<string> {
  toJSON(): readonly string[] {
    return ['what a person typed'];
  }
}

const sliced = (): string[] => {
  const secret = Object.assign(['what a person typed'], { every: () => true });
  return Object.assign(['a'], { slice: () => secret });
};

it('takes of a list its items alone', () => {
  const catalog = defineCatalog({
    version: '2026-05-telemetry-v1',
    events: {
      item_created: defineEvent({
        description: 'Something was made.',
        owner: '@team-items',
        purpose: 'How many are made?',
        review: 'docs/privacy.md',
        expires: '2027-12-31',
        consent: 'essential',
        feature: 'items',
        surfaces: ['page'],
        fields: { kinds: categories(['a', 'b']) },
      }),
    },
  });
  for (const kinds of [Odd.from(['a']), sliced()]) {
    const checked = catalog.check('item_created', { kinds });
    expect(JSON.parse(JSON.stringify(checked))).toEqual({
      ok: true,
      payload: { feature: 'items', surface: 'page', kinds: ['a'] },
    });
  }
  const sparse: string[] = [];
  sparse[1] = 'a';
  expect(catalog.check('item_created', { kinds: sparse }).ok).toBe(false);
});
