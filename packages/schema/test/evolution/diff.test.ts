import { describe, expect, it } from 'vitest';
import { category, categories, count, duration, flag, freeText, opaqueId } from '../../src/index.ts';
import { diffCatalogs, snapshotCatalog } from '../../src/evolution.ts';
import { makeCatalog, type Parts, snapshot } from './support.ts';

const justification = 'Users explain why in their own words.';

/** Each row: what changes, and every change it makes as `kind at`. */
const ROWS: readonly (readonly [string, Partial<Parts>, Partial<Parts>, readonly string[]])[] = [
  ['nothing', {}, {}, []],
  ['order alone', { feature: ['a', 'b'], roles: ['x', 'y'] }, { feature: ['b', 'a'], roles: ['y', 'x'] }, []],
  ['order of values', { kind: category(['a', 'b']) }, { kind: category(['b', 'a']) }, []],

  ['event removed', {}, { second: false }, ['breaking item_moved']],
  ['field removed', {}, { kind: undefined }, ['breaking item_created.kind']],
  [
    'required field added',
    {},
    { fields: { round: count() } },
    ['breaking item_created.round', 'widening item_created.round'],
  ],
  ['optional → required', {}, { words: count({ max: 10 }) }, ['breaking item_created.words']],
  ['enum value removed', {}, { kind: category(['post']) }, ['breaking item_created.kind']],
  [
    'value of a list removed',
    { kind: categories(['a', 'b']) },
    { kind: categories(['b']) },
    ['breaking item_created.kind'],
  ],
  ['bound lowered', {}, { words: count({ max: 9 }).optional() }, ['breaking item_created.words']],
  [
    'bound of a duration lowered',
    { kind: duration({ maxMs: 9 }) },
    { kind: duration({ maxMs: 8 }) },
    ['breaking item_created.kind'],
  ],
  [
    'bound of a text lowered',
    { kind: freeText({ justification, maxLength: 9 }) },
    { kind: freeText({ justification, maxLength: 8 }) },
    ['breaking item_created.kind'],
  ],
  ['type changed', { kind: category(['a', 'b']) }, { kind: categories(['a', 'b']) }, ['breaking item_created.kind']],
  ['class lowered', { kind: opaqueId() }, { kind: flag() }, ['breaking item_created.kind']],
  [
    'feature removed',
    { feature: ['a', 'b', 'c'] },
    { feature: ['a', 'b'] },
    ['breaking item_created.feature', 'breaking item_moved.feature'],
  ],
  [
    'surface removed',
    { second: false, surfaces: ['a', 'b'] },
    { second: false, surfaces: ['b'] },
    ['breaking item_created.surface'],
  ],
  [
    'a second surface, where there was one',
    { second: false, surfaces: ['a'] },
    { second: false, surfaces: ['a', 'b'] },
    ['breaking item_created.surface', 'widening item_created.surface'],
  ],
  ['source removed', { second: false }, { second: false, sources: ['api'] }, ['breaking item_created']],
  ['dimension removed', {}, { roles: undefined }, ['breaking dimensions.role']],
  ['value of a dimension removed', {}, { roles: ['admin'] }, ['breaking dimensions.role']],

  ['event added', { second: false }, {}, ['widening item_moved']],
  ['optional field added', {}, { fields: { round: count().optional() } }, ['widening item_created.round']],
  ['enum value added', {}, { kind: category(['post', 'image', 'film']) }, ['widening item_created.kind']],
  ['bound raised', {}, { words: count({ max: 11 }).optional() }, ['widening item_created.words']],
  ['required → optional', { words: count({ max: 10 }) }, {}, ['widening item_created.words']],
  [
    'consent analytics → essential',
    { second: false },
    { second: false, consent: 'essential' },
    ['widening item_created'],
  ],
  ['sources + web', { second: false }, { second: false, sources: ['api', 'worker', 'web'] }, ['widening item_created']],
  ['expiry later', { second: false }, { second: false, expires: '2027-07-01' }, ['widening item_created']],
  [
    'class closer to free text',
    { kind: opaqueId() },
    { kind: freeText({ justification, maxLength: 64 }) },
    ['breaking item_created.kind', 'widening item_created.kind'],
  ],
  ['audience → public', { second: false }, { second: false, audience: 'public' }, ['widening item_created']],
  ['audience → authenticated', { second: false, audience: 'public' }, { second: false }, ['neutral item_created']],
  [
    'a place from the running request',
    { second: false },
    { second: false, fromContext: ['surface'] },
    ['neutral item_created.surface'],
  ],
  [
    'a place no longer from the running request',
    { second: false, fromContext: ['surface'] },
    { second: false },
    ['breaking item_created.surface'],
  ],
  [
    'feature added',
    { second: false },
    { second: false, feature: ['items', 'boards', 'c'] },
    ['widening item_created.feature'],
  ],
  ['dimension added', { roles: undefined }, {}, ['widening dimensions.role']],
  ['value of a dimension added', {}, { roles: ['admin', 'viewer', 'guest'] }, ['widening dimensions.role']],

  ['description', { second: false }, { second: false, description: 'Other.' }, ['neutral item_created']],
  ['owner', { second: false }, { second: false, owner: '@others' }, ['neutral item_created']],
  ['purpose', { second: false }, { second: false, purpose: 'Other.' }, ['neutral item_created']],
  ['review', { second: false }, { second: false, review: 'DPR-1' }, ['neutral item_created']],
  ['expiry earlier', { second: false }, { second: false, expires: '2027-06-29' }, ['neutral item_created']],
  [
    'consent essential → analytics',
    { second: false, consent: 'essential' },
    { second: false },
    ['neutral item_created'],
  ],
  ['justification', {}, { note: 'Another reason that is long enough.' }, ['neutral item_created.note']],
  ['`other` of a dimension, which is always there', {}, { roles: ['admin', 'viewer', 'other'] }, []],
];

describe('diffCatalogs', () => {
  it.each(ROWS)('%s', (_what, before, after, expected) => {
    const changes = diffCatalogs(snapshot(before), snapshot(after));
    expect(changes.map(({ kind, at }) => `${kind} ${at}`)).toEqual(expected);
  });

  it('says what changed', () => {
    const before = snapshot({ second: false, surfaces: ['page'] });
    const after = snapshot({
      second: false,
      surfaces: ['page', 'drawer'],
      kind: category(['post', 'film']),
      words: count({ max: 5 }).optional(),
      sources: ['api', 'worker', 'web'],
    });
    expect(diffCatalogs(before, after).map(({ what }) => what)).toEqual([
      'must be said by every caller now: before there was only one',
      'no longer takes `image`',
      'takes less: int(0..5), before int(0..10)',
      'newly takes `drawer`',
      'is newly taken from `web`, where anybody can forge it',
      'newly takes `film`',
    ]);
  });

  it('says what becomes of the version before', () => {
    const [v1, v2] = [snapshot(), snapshot({ version: '2026-11-telemetry-v2' })];
    const previous = { version: v1.version, events: {} };
    expect(diffCatalogs(v1, v2)).toMatchObject([{ at: 'version', kind: 'breaking' }]);
    expect(diffCatalogs(v1, { ...v2, previous })).toMatchObject([{ at: 'version', kind: 'neutral' }]);
    // What was taken is refused from then on, whoever still sends it.
    expect(diffCatalogs({ ...v2, previous }, v2)).toMatchObject([
      { at: 'version', kind: 'breaking', what: expect.stringContaining(`no longer accepts ${v1.version}`) as string },
    ]);
    const other = { version: '2026-04-telemetry-v0', events: {} };
    expect(diffCatalogs({ ...v2, previous }, { ...v2, previous: other })).toMatchObject([
      { at: 'version', kind: 'breaking', what: expect.stringContaining(`no longer accepts ${v1.version}`) as string },
      { at: 'version', kind: 'neutral', what: `accepts ${other.version} beside itself` },
    ]);
    // The next version accepts the one before it, and no other.
    const v3 = { ...v2, version: '2026-07-telemetry-v3', previous: { version: v2.version, events: {} } };
    expect(diffCatalogs({ ...v2, previous }, v3)).toMatchObject([{ at: 'version', kind: 'neutral' }]);
    expect(diffCatalogs({ ...v2, previous }, { ...v2, previous })).toEqual([]);
  });
});

type Upcasts = Readonly<Record<string, 'upcast' | 'drop'>>;

it.each<[string, Upcasts | undefined, Upcasts, readonly string[]]>([
  ['an upcaster that becomes a drop', { item_created: 'upcast' }, { item_created: 'drop' }, ['breaking item_created']],
  ['an upcaster that is gone', { item_created: 'upcast' }, {}, ['breaking item_created']],
  ['a new drop', {}, { item_created: 'drop' }, ['breaking item_created']],
  ['a drop that becomes an upcaster', { item_created: 'drop' }, { item_created: 'upcast' }, ['neutral item_created']],
  ['a drop that is gone', { item_created: 'drop' }, {}, ['neutral item_created']],
  ['a new upcaster', {}, { item_created: 'upcast' }, []],
  ['a drop of what is no event', {}, { item_forgotten: 'drop' }, []],
  [
    'a new version that drops an event',
    undefined,
    { item_created: 'drop' },
    ['breaking item_created', 'neutral version'],
  ],
  ['a new version that changes an event', undefined, { item_created: 'upcast' }, ['neutral version']],
])('says of %s what becomes of old payloads', (_what, old, now, expected) => {
  const [v1, v2] = [snapshot(), snapshot({ version: '2026-11-telemetry-v2' })];
  const before = old === undefined ? v1 : { ...v2, previous: { version: v1.version, events: old } };
  const after = { ...v2, previous: { version: v1.version, events: now } };
  expect(diffCatalogs(before, after).map(({ at, kind }) => `${kind} ${at}`)).toEqual(expected);
});

it('takes one type under two classes for another field', () => {
  const before = snapshot({ second: false });
  const [created, kind] = [before.events['item_created'], before.events['item_created']?.fields['kind']];
  if (created === undefined || kind === undefined) throw new Error('the catalog of this test has no such event');
  const fields = { ...created.fields, kind: { ...kind, class: 'count' as const } };
  const after = { ...before, events: { item_created: { ...created, fields } } };
  expect(diffCatalogs(before, after).map((change) => change.kind)).toEqual(['breaking', 'widening']);
  expect(diffCatalogs(after, before).map((change) => change.kind)).toEqual(['breaking']);
});

it('a snapshot is the same for every order of declaration', () => {
  const one = makeCatalog({ fields: { a: flag(), b: count() } });
  const other = makeCatalog({ fields: { b: count(), a: flag() } });
  expect(JSON.stringify(snapshotCatalog(one))).toBe(JSON.stringify(snapshotCatalog(other)));
});
