import { describe, expect, it } from 'vitest';
import { category, count, defineCatalog, defineEvent, parseEnvelope, type Upcasters } from '../../src/index.ts';
import { formatSnapshot, parseSnapshot, snapshotCatalog } from '../../src/evolution.ts';
import { shared } from '../example-catalog.ts';

const OLD = '2026-04-telemetry-v3';
const NOW = '2026-05-telemetry-v4';

const makeCatalog = (previous?: Readonly<Record<string, Upcasters>>) =>
  defineCatalog({
    version: NOW,
    events: {
      approval_submitted: defineEvent({
        ...shared,
        feature: 'approvals',
        surfaces: ['page'],
        fields: { decision: category(['approved', 'rejected']), round: count() },
      }),
      item_moved: defineEvent({ ...shared, feature: 'items', surfaces: ['page'], fields: {} }),
    },
    ...(previous && { previous }),
  });

const upcasters: Upcasters = {
  approval_submitted: (payload) => ({ ...payload, round: 1 }),
  item_dropped: 'drop',
};

describe('previous', () => {
  const catalog = makeCatalog({ [OLD]: upcasters });

  it('makes a payload of the version before into one of this version', () => {
    const old = { decision: 'approved' };
    const made = catalog.upcast(OLD, 'approval_submitted', old);
    expect(made).toEqual({ ok: true, payload: { decision: 'approved', round: 1 } });
    expect(old).toEqual({ decision: 'approved' });
    expect(made.ok && catalog.check('approval_submitted', made.payload).ok).toBe(true);
    // What an upcaster makes is judged like any other payload.
    const wrong = catalog.upcast(OLD, 'approval_submitted', { decision: 'maybe' });
    expect(wrong.ok && catalog.check('approval_submitted', wrong.payload)).toMatchObject({ reason: 'invalid_field' });
  });

  it('gives an upcaster a copy, which it may change', () => {
    const changing: Upcasters = { approval_submitted: (payload) => Object.assign(payload, { round: 1 }) };
    const old = { decision: 'approved' };
    const made = makeCatalog({ [OLD]: changing }).upcast(OLD, 'approval_submitted', old);
    expect(made).toEqual({ ok: true, payload: { decision: 'approved', round: 1 } });
    expect(old).toEqual({ decision: 'approved' });
  });

  it('leaves what is of this version, has no upcaster, or is no object', () => {
    for (const [version, name, payload] of [
      [NOW, 'approval_submitted', { decision: 'approved' }],
      [OLD, 'item_moved', { feature: 'items' }],
      [OLD, 'never_declared', {}],
      [OLD, 'constructor', {}],
      [OLD, 'approval_submitted', [1]],
      [OLD, 'approval_submitted', 'text'],
    ] as const) {
      expect(catalog.upcast(version, name, payload)).toEqual({ ok: true, payload });
    }
  });

  it('refuses other versions, and what is to be dropped', () => {
    for (const version of ['2026-03-telemetry-v2', '', 'constructor']) {
      expect(catalog.upcast(version, 'item_moved', {})).toMatchObject({ ok: false, reason: 'unknown_version' });
    }
    expect(makeCatalog().upcast(OLD, 'item_moved', {})).toMatchObject({ reason: 'unknown_version' });
    expect(catalog.upcast(OLD, 'item_dropped', {})).toMatchObject({ ok: false, reason: 'unknown_event' });
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('secret of the payload');
      },
    ],
    ['returns nothing', () => undefined],
    ['returns a list', () => []],
    ['is asynchronous', () => Promise.resolve({ round: 1 })],
  ])('refuses as unknown_version what an upcaster that %s was given', (_how, upcaster) => {
    const broken = makeCatalog({ [OLD]: { approval_submitted: upcaster as never } });
    const refused = broken.upcast(OLD, 'approval_submitted', { decision: 'approved' });
    expect(refused).toMatchObject({ ok: false, reason: 'unknown_version' });
    expect(JSON.stringify(refused)).not.toContain('secret');
  });

  it('is in the snapshot', () => {
    const snapshot = snapshotCatalog(catalog);
    expect(snapshot.previous).toEqual({
      version: OLD,
      events: { approval_submitted: 'upcast', item_dropped: 'drop' },
    });
    expect(parseSnapshot(formatSnapshot(snapshot))).toEqual(snapshot);
  });

  it.each([
    [{}, /`previous` must name exactly one version/],
    [{ [OLD]: {}, '2026-03-telemetry-v2': {} }, /must name exactly one version/],
    [{ [NOW]: {} }, /`previous` names the version of the catalog itself/],
    [{ v3: {} }, /`previous`: the version must look like/],
    [{ [OLD]: null as never }, /must be an object of upcasters/],
    [{ [OLD]: { item_dropped: () => ({}) } }, /item_dropped is not in this catalog any more; write 'drop'/],
    [{ [OLD]: { approval_submitted: 'keep' as never } }, /approval_submitted must be a function or 'drop'/],
    [{ [OLD]: { typo: 'drop' as const } }, /typo is no name of an event/],
  ])('%j is refused', (previous, message) => {
    expect(() => makeCatalog(previous)).toThrow(message);
  });
});

it('an envelope may be of the version before, where there is one', () => {
  const input = {
    event_id: '01890a5d-ac96-774b-bcce-b302099a8057',
    name: 'item_moved',
    schema_version: OLD,
    session_id: 'ses_abcdefgh',
    occurred_at: 1_000,
  };
  const options = { version: NOW, now: 1_000 };
  expect(parseEnvelope(input, { ...options, previous: OLD })).toMatchObject({ envelope: { schemaVersion: OLD } });
  expect(parseEnvelope(input, options)).toMatchObject({ reason: 'unknown_version' });
  expect(
    parseEnvelope({ ...input, schema_version: '2026-03-telemetry-v2' }, { ...options, previous: OLD }),
  ).toMatchObject({
    reason: 'unknown_version',
  });
});
