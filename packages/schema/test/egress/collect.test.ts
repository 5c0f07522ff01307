import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  collectFacts,
  describeChanges,
  diffFacts,
  type EgressSources,
  formatLock,
  parseLock,
} from '../../src/egress.ts';
import { defineCatalog } from '../../src/index.ts';
import { adapter, deferred, errors, makeConfig, mirrorEgress, sourceEgress } from './support.ts';

it('writes one fact per line', () => {
  const { catalog, ...rest } = makeConfig();
  const lines = formatLock(collectFacts({ catalog, ...rest })).split('\n');
  expect(lines.filter((line) => !/ {2}clickhouse {2}/.test(line))).toEqual([
    'egress-lock 1',
    'catalog  2026-05-telemetry-v1',
    'self  none',
    'dest  vendor  third-party  on  https://vendor.example  POST  /batch/',
    'gate  errors  owner=none  review=none  expires=none  consent=none  erasure=not-possible  retention=vendor',
    'gate  vendor  owner=@privacy  review=DPR-114  expires=2027-03-31  consent=analytics  erasure=supported  retention=90d',
    'wire  errors  header  user-agent',
    'wire  vendor  adds  batch[].properties.$lib  text(20)  "name of the client"',
    'wire  vendor  envelope  anonymous_user_id  as=distinct_id  pseudonymous  sha256',
    'wire  vendor  envelope  event_id  as=uuid  opaque-id  identity',
    'wire  vendor  envelope  occurred_at  as=timestamp  time  iso-time',
    'wire  vendor  header  content-type=application/json',
    'wire  vendor  header  user-agent',
    'send  vendor  item_created  purpose="To know how long it takes."  consent=analytics  expires=2027-12-31',
    'send  vendor  item_moved  purpose="To know how long it takes."  consent=analytics  expires=2027-12-31',
    'field  vendor  item_created  kind  enum(image|post)  category  as=properties.kind',
    'field  vendor  item_created  role  enum(admin|other|viewer)  category  as=properties.role',
    'field  vendor  item_created  round  int(0..10)  count  as=properties.round',
    'field  vendor  item_created  surface  enum(drawer|page)  category  as=properties.surface',
    'signal  errors  third-party  https://errors.example  POST  /envelope/',
    'attr  errors  level  technical  identity',
    'attr  errors  message  free-text  redacted',
    '',
  ]);
  // The source of truth receives all that is declared.
  expect(lines.filter((line) => line.startsWith('field  clickhouse  item_created'))).toHaveLength(9);
  expect(lines).toContain('field  clickhouse  item_removed  feature  enum(items)  category  as=payload_json.feature');
});

it('writes the reason beside an ID that leaves to a third party, and says it to a reviewer', () => {
  const reason = 'DPR-114: support joins its tickets.';
  const vendor = adapter('vendor', 'mirror', { item_created: ['item'] }, mirrorEgress);
  const { catalog } = makeConfig();
  expect(() => collectFacts({ catalog, adapters: [vendor] })).toThrow(/item_created\.item is an ID/);
  const facts = collectFacts({ catalog, adapters: [{ ...vendor, reasons: { 'item_created.item': reason } }] });
  const line = `field  vendor  item_created  item  opaque-id(64)  opaque-id  as=properties.item  reason="${reason}"`;
  expect(formatLock(facts).split('\n')).toContain(line);
  expect(formatLock(parseLock(formatLock(facts)))).toBe(formatLock(facts));
  expect(describeChanges(diffFacts([], facts), facts)).toContain(
    `item_created.item (an ID, up to 64 characters), because "${reason}"`,
  );
});

it('writes whose account it is beside the address, each once and in one order', () => {
  const [endpoint] = mirrorEgress.endpoints;
  if (endpoint === undefined) throw new Error('no endpoint');
  const accounts = ['sha256:1111111111111111', 'env:KEY', 'env:KEY'];
  const lock = formatLock(
    collectFacts(makeConfig({ egress: { ...mirrorEgress, endpoints: [{ ...endpoint, accounts }] } })),
  );
  expect(lock.split('\n')).toContain(
    'dest  vendor  third-party  on  https://vendor.example  POST  /batch/  account=env:KEY|sha256:1111111111111111',
  );
  expect(formatLock(parseLock(lock))).toBe(lock);
});

const NONE = defineCatalog({ version: '2026-01-none-v1', events: {} });

/** The same entries, some other order. */
const shuffled = <T>(list: readonly T[], weights: IterableIterator<number>): T[] =>
  list
    .map((one) => [one, weights.next().value as number] as const)
    .toSorted(([, a], [, b]) => a - b)
    .map(([one]) => one);

function shuffle(config: EgressSources, weights: IterableIterator<number>): EgressSources {
  const entries = <V>(map: Readonly<Record<string, V>>): Record<string, V> =>
    Object.fromEntries(shuffled(Object.entries(map), weights));
  const { catalog = NONE, adapters = [], signals = [] } = config;
  const events = Object.entries(catalog.events).map(([name, event]) => {
    const { features, surfaces, fields } = event;
    const changed = { ...event, features: shuffled(features, weights), surfaces: shuffled(surfaces, weights) };
    return [name, { ...changed, fields: entries(fields) }] as const;
  });
  const dimensions = entries(
    Object.fromEntries(Object.entries(catalog.dimensions).map(([name, list]) => [name, shuffled(list, weights)])),
  );
  return {
    ...config,
    catalog: defineCatalog({ version: catalog.version, dimensions, events: entries(Object.fromEntries(events)) }),
    adapters: shuffled(adapters, weights),
    signals: shuffled(signals, weights).map((signal) => ({
      ...signal,
      headers: shuffled(signal.headers, weights),
      attributes: shuffled(signal.attributes, weights),
    })),
  };
}

it('is the same bytes whatever the order of declaration', () => {
  const config = makeConfig();
  const once = formatLock(collectFacts(config));
  expect(formatLock(collectFacts(makeConfig()))).toBe(once);
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat(1_000_000)), (weights) => {
      expect(formatLock(collectFacts(shuffle(config, weights)))).toBe(once);
    }),
    { numRuns: 50 },
  );
});

it('is the same whether the environment switches a destination on or not', () => {
  const { catalog } = makeConfig();
  const waiting = deferred('clickhouse', sourceEgress);
  const open = adapter('clickhouse', 'source', 'catalog', sourceEgress);
  expect(collectFacts({ catalog, adapters: [waiting] })).toEqual(collectFacts({ catalog, adapters: [open] }));
});

it('says of a source that declares nothing that nobody knows', () => {
  const { catalog } = makeConfig();
  const lines = formatLock(collectFacts({ catalog, adapters: [adapter('old', 'source', 'catalog')] })).split('\n');
  expect(lines).toContain('dest  old  undeclared  on  undeclared  undeclared  undeclared');
});

it('needs neither catalog nor destinations', () => {
  expect(formatLock(collectFacts({}))).toBe('egress-lock 1\nself  none\n');
});

const secret = ['hunter', '2'].join('');
const { catalog } = makeConfig();

const refused: readonly (readonly [string, EgressSources, RegExp])[] = [
  ['a mirror that declares nothing', { adapters: [adapter('m', 'mirror', {})] }, /m: does not declare/],
  [
    'the address of a third party in a variable',
    {
      adapters: [
        adapter('m', 'mirror', {}, { ...mirrorEgress, endpoints: [{ at: 'env:HOST', method: 'POST', path: '/' }] }),
      ],
    },
    /must stand in code/,
  ],
  [
    'a password in an address',
    { signals: [{ ...errors, endpoints: [{ at: `https://u:${secret}@a.example`, method: 'POST', path: '/' }] }] },
    /errors: an address has more/,
  ],
  [
    'a query in an address',
    { signals: [{ ...errors, endpoints: [{ at: `https://a.example?key=${secret}`, method: 'POST', path: '/' }] }] },
    /errors: an address has more/,
  ],
  [
    'the value of a secret header',
    { signals: [{ ...errors, headers: [`x-api-key=${secret}`] }] },
    /x-api-key may be a secret/,
  ],
  [
    'a key in place of its digest',
    {
      signals: [{ ...errors, endpoints: [{ at: 'https://a.example', method: 'POST', path: '/', accounts: [secret] }] }],
    },
    /errors: an account is neither/,
  ],
  ['a header in capitals', { signals: [{ ...errors, headers: ['User-Agent'] }] }, /lower case/],
  [
    'two destinations of one name',
    { adapters: [deferred('errors', sourceEgress)], signals: [errors] },
    /two destinations/,
  ],
  ['terms of nobody', { gates: { vendr: { owner: '@x' } } }, /vendr: has terms/],
];

it.each(refused)('refuses %s, without repeating a value', (_what, config, message) => {
  expect(() => collectFacts({ catalog, ...config })).toThrow(message);
  expect(() => collectFacts({ catalog, ...config })).not.toThrow(secret);
});

it('holds allowlists to the catalog', () => {
  const wrong = adapter('m', 'mirror', { item_created: ['note', 'nothing'], item_lost: [] }, mirrorEgress);
  expect(() => collectFacts({ catalog, adapters: [wrong] })).toThrow(
    /PLB_ADAPTER_ALLOWLIST[^]*note is free text[^]*nothing is not[^]*item_lost/,
  );
});
