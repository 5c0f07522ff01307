import type { FieldValue } from '@plumbline/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type Catalog,
  categories,
  category,
  count,
  defineCatalog,
  defineEvent,
  duration,
  type EventSource,
  type Field,
  flag,
  freeText,
  opaqueId,
  payloadSchema,
} from '../../src/index.ts';
import { diffCatalogs, formatSnapshot, parseSnapshot, snapshotCatalog } from '../../src/evolution.ts';

type List = [string, ...string[]];

const subset = <T extends string>(...values: readonly T[]): fc.Arbitrary<[T, ...T[]]> =>
  fc.shuffledSubarray([...values], { minLength: 1 }) as unknown as fc.Arbitrary<[T, ...T[]]>;

const justification = 'Users explain why in their own words.';

/** Fields whose whole set of values is small enough to try every one. */
const field: fc.Arbitrary<Field> = fc
  .tuple(
    fc.oneof(
      { weight: 3, arbitrary: subset('a', 'b', 'c').map((values): Field => category(values as List)) },
      subset('a', 'b').map((values): Field => categories(values as List)),
      { weight: 4, arbitrary: fc.integer({ min: 1, max: 4 }).map((max): Field => count({ max })) },
      fc.integer({ min: 1, max: 4 }).map((maxMs): Field => duration({ maxMs })),
      fc.constant(null).map((): Field => flag()),
      fc.constant(null).map((): Field => opaqueId()),
      fc.integer({ min: 1, max: 3 }).map((maxLength): Field => freeText({ justification, maxLength })),
    ),
    fc.boolean(),
  )
  .map(([one, optional]) => (optional ? one.optional() : one));

/** What a field may be given: every value of the small ones, and for texts the lengths at which they differ. */
const VALUES: readonly (FieldValue | undefined)[] = [
  undefined,
  true,
  false,
  0,
  1,
  2,
  3,
  4,
  'a',
  'b',
  'c',
  'aa',
  'aaa',
  'a b',
  '-',
  'abcd1234',
  'a123456789',
  [],
  ['a'],
  ['b'],
  ['a', 'b'],
];

const event = fc.record({
  feature: subset('f', 'g'),
  surfaces: subset('s', 't'),
  sources: subset<EventSource>('web', 'api'),
  fields: fc.record({ x: fc.option(field), y: fc.option(field, { freq: 1 }) }),
});

type Modelled = typeof event extends fc.Arbitrary<infer T> ? T : never;

const eventOf = ({ feature, surfaces, sources, fields: { x, y } }: Modelled) =>
  defineEvent({
    description: 'Made.',
    owner: '@team',
    purpose: 'To know.',
    consent: 'essential',
    expires: '2027-12-31',
    review: 'docs/privacy.md',
    feature,
    surfaces,
    sources,
    fields: { ...(x && { x }), ...(y && { y }) },
  });

const model = fc.record({
  first: fc.option(event, { freq: 6 }),
  second: fc.option(event, { freq: 1 }),
  role: fc.option(subset('r', 'q', 'other'), { freq: 2 }),
});

type Model = typeof model extends fc.Arbitrary<infer T> ? T : never;

const catalogOf = ({ first, second, role }: Model): Catalog =>
  defineCatalog({
    version: '2026-05-telemetry-v1',
    dimensions: { ...(role && { role }) },
    events: { ...(first && { item_created: eventOf(first) }), ...(second && { item_moved: eventOf(second) }) },
  });

/** One of a model's parts in place of another's: most pairs differ in one thing, or no law would ever look at one alone. */
const CHANGES: readonly ((from: Model, to: Model) => Model)[] = [
  (_, to) => to,
  (from, { first }) => ({ ...from, first }),
  (from, { second }) => ({ ...from, second }),
  (from, { role }) => ({ ...from, role }),
  ...(['feature', 'surfaces', 'sources', 'fields'] as const).map(
    (part) =>
      (from: Model, to: Model): Model =>
        from.first && to.first ? { ...from, first: { ...from.first, [part]: to.first[part] } } : from,
  ),
  ...(['x', 'y'] as const).map(
    (name) =>
      (from: Model, to: Model): Model =>
        from.first && to.first
          ? { ...from, first: { ...from.first, fields: { ...from.first.fields, [name]: to.first.fields[name] } } }
          : from,
  ),
];

const pair = fc
  .tuple(model, model, fc.constantFrom(...CHANGES, ...CHANGES.slice(-2), ...CHANGES.slice(-2)))
  .map(([from, to, change]): readonly [Catalog, Catalog] => [catalogOf(from), catalogOf(change(from, to))]);

const SIDES = [undefined, 'f', 'g'] as const;
const PLACES = [undefined, 's', 't'] as const;
const SOURCES: readonly EventSource[] = ['web', 'api'];

/** Everything that may be sent for one event, within the small worlds above. */
function* payloads(): Generator<Record<string, unknown>> {
  for (const feature of SIDES)
    for (const surface of PLACES)
      for (const x of VALUES)
        for (const y of VALUES)
          yield Object.fromEntries(
            Object.entries({ feature, surface, x, y }).filter(([, value]) => value !== undefined),
          );
}

/** Whether something that one catalog takes from a caller, the other refuses. */
function refusesInput(a: Catalog, b: Catalog): boolean {
  for (const name of Object.keys(a.events)) {
    for (const source of SOURCES) {
      if (!a.events[name]?.sources.includes(source)) continue;
      for (const payload of payloads()) {
        if (a.check(name, payload, source).ok && !b.check(name, payload, source).ok) return true;
      }
    }
  }
  return false;
}

/** Whether a dimension that one catalog stores, the other does not know. */
function refusesStored(a: Catalog, b: Catalog): boolean {
  const name = Object.keys(a.events).find((one) => Object.hasOwn(b.events, one));
  const roles = [...(a.dimensions['role'] ?? []), ...(a.dimensions['role'] ? ['other'] : [])];
  if (name === undefined)
    return (
      roles.some((role) => role !== 'other' && !b.dimensions['role']?.includes(role)) ||
      (roles.length > 0 && !b.dimensions['role'])
    );
  const shape = (catalog: Catalog, role: string): boolean => {
    const found = payloadSchema(catalog, name).safeParse({ role });
    return (
      found.success || !found.error.issues.some(({ path, code }) => path[0] === 'role' || code === 'unrecognized_keys')
    );
  };
  return roles.some((role) => shape(a, role) && !shape(b, role));
}

/** A new meaning of values that may still fit: milliseconds in place of a number, text in place of an ID. */
const isNewMeaning = (what: string): boolean => / and was | and had /.test(what);

const names = (catalog: Catalog): string => JSON.stringify(snapshotCatalog(catalog));

it('a catalog does not differ from itself', () => {
  fc.assert(
    fc.property(model, (one) => {
      expect(diffCatalogs(snapshotCatalog(catalogOf(one)), snapshotCatalog(catalogOf(one)))).toEqual([]);
    }),
  );
});

it('two that differ in what they say have a difference', () => {
  fc.assert(
    fc.property(pair, ([a, b]) => {
      const listed = diffCatalogs(snapshotCatalog(a), snapshotCatalog(b));
      // `other` stands in a dimension whether it is written or not.
      const plain = (catalog: Catalog): string =>
        names(catalog).replace(/"role":\[[^\]]*\]/, (role) => role.replace(/,?"other",?/, ''));
      expect(listed.length > 0).toBe(plain(a) !== plain(b));
    }),
  );
});

it('breaks exactly where something that was taken is refused, or means something else', () => {
  fc.assert(
    fc.property(pair, ([a, b]) => {
      const changes = diffCatalogs(snapshotCatalog(a), snapshotCatalog(b)).filter(({ kind }) => kind === 'breaking');
      const isRefused = refusesInput(a, b) || refusesStored(a, b);
      const told = isRefused ? changes : changes.filter(({ what }) => !isNewMeaning(what));
      expect(told.length > 0).toBe(isRefused);
    }),
    { numRuns: 600 },
  );
});

it('a file gives back what was written, however it is laid out', () => {
  fc.assert(
    fc.property(model, (one) => {
      const snapshot = snapshotCatalog(catalogOf(one));
      expect(parseSnapshot(formatSnapshot(snapshot))).toEqual(snapshot);
      expect(parseSnapshot(JSON.stringify(JSON.parse(formatSnapshot(snapshot)), undefined, 7))).toEqual(snapshot);
    }),
  );
});
