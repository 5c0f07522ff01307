import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { type CanaryKind, canaries, kinds, numbers } from './canaries.ts';
import { catalog, ROUTES } from './catalog.ts';
import type { Random } from './random.ts';
import { objectsOf, type Place, placesOf, raw, textOf, type Tree, treeOf } from './tree.ts';

/** What was done to a batch, for counting: a canary of a kind at a key, or a change without one. */
export type Done = `${CanaryKind} ${'at' | 'as key in'} ${string}` | `change ${number}`;

export interface Body {
  readonly bytes: Buffer<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
  readonly done: readonly Done[];
}

const hex = (random: Random, length: number): string =>
  Array.from({ length }, () => random.below(16).toString(16)).join('');

const uuid = (random: Random): string =>
  `${hex(random, 8)}-${hex(random, 4)}-7${hex(random, 3)}-8${hex(random, 3)}-${hex(random, 12)}`;

const PAYLOADS: readonly (readonly [name: string, payload: (random: Random) => object])[] = [
  ['page_viewed', () => ({})],
  ['feature_viewed', () => ({ surface: 'page' })],
  ['filter_changed', (r) => ({ view: 'list', filterKey: r.pick(['status', 'owner']), valueCount: r.below(9) })],
  ['chart_interacted', (r) => ({ chart: 'backlog', action: r.pick(['opened', 'clicked']) })],
  ['client_error', () => ({ boundary: 'app', errorClass: 'TypeError' })],
  ['session_ended', (r) => ({ durationMs: r.below(9e6), pagesViewed: r.below(90), interactions: r.below(900) })],
  ['item_opened', (r) => ({ itemId: `itm_${hex(r, 8)}`, tags: ['new'], isDraft: r.chance(0.5) })],
  ['note_written', (r) => ({ note: r.pick(['too slow', 'fine', 'Größe fehlt']), length: r.below(90) })],
];

/** That of the catalog, the one before, and one that is not known yet. */
const VERSIONS = [...Array.from({ length: 17 }, () => catalog.version), '2026-04-telemetry-v1', '2026-09-telemetry-v2'];

/** One event as a browser sends it. */
export function soundEvent(random: Random, now: number): Record<string, unknown> {
  const [name, payload] = random.pick(PAYLOADS);
  const isOne = name === 'note_written' || name === 'item_opened';
  return {
    event_id: uuid(random),
    name,
    schema_version: random.pick(VERSIONS),
    session_id: uuid(random),
    ...(random.chance(0.5) && { anonymous_user_id: uuid(random) }),
    route_pattern: random.pick(ROUTES),
    occurred_at: random.chance(0.5) ? now - random.below(1e6) : new Date(now - random.below(1e6)).toISOString(),
    payload: { feature: 'items', ...(!isOne && { surface: 'page' }), ...payload(random) },
  };
}

const nested = (depth: number, text: string): string => '['.repeat(depth) + text + ']'.repeat(depth);

/** Texts that stand where a value does and are hard on whoever reads them; some are no JSON. */
const HARD: readonly string[] = [
  ...'null true 0 -0 1e308 1e999 -1e999 9007199254740993 1e-400 NaN Infinity 0x10 "" "items" "__proto__" [] {}'.split(
    ' ',
  ),
  ...'99999999999999999999 -1 1.5 [1,2,3] [[]] [null] "\\u0000" "\\ud800" "\\udfff\\ud800" "\\u202e"'.split(' '),
  ...'"constructor" "/items/:id" {"toString":1} {"length":9} {"__proto__":{"feature":"items"}}'.split(' '),
  '{"constructor":{"prototype":{}}}',
  nested(5_000, '1'),
  `${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}`,
  `"${'x'.repeat(20_000)}"`,
  '1'.repeat(5_000),
];

const KEYS = ['__proto__', 'constructor', 'hasOwnProperty', 'toJSON', 'then', '', 'length', 'payload', 'feature', 'v'];

/** A canary as it would slip in: alone, within other text, in a list or an object. */
function canaryTree(random: Random): readonly [kind: CanaryKind, tree: Tree] {
  const kind = random.pick(kinds);
  const text = random.pick<string>(canaries[kind]);
  if ((kind === 'card' || kind === 'digits') && random.chance(0.2)) return [kind, raw(random.pick(numbers))];
  const made = random.pick([
    text,
    text,
    text,
    text,
    text,
    `about ${text}`,
    `${text} `,
    `/${text}`,
    `x_${text}`,
    `\u00a0${text}`,
  ]);
  const value = random.pick<unknown>([made, made, made, made, made, [made], { [made]: made }, [[made]]]);
  return [kind, treeOf(value)];
}

/** Where text of any kind might pass, so that much of what is planted goes there. */
const OPEN_KEYS = ['itemId', 'itemId', 'note', 'note', 'session_id', 'anonymous_user_id', 'route_pattern'];

const swapPlaces = (a: Place, b: Place): void => {
  const kept = a.tree;
  // Copies: one of them may stand within the other.
  a.replace(structuredClone(b.tree));
  b.replace(structuredClone(kept));
};

/** Changes of a tree in place. */
const CHANGES: readonly ((tree: Tree, random: Random) => Done | undefined)[] = [
  (tree, random) => {
    const all = placesOf(tree);
    const key = random.pick(OPEN_KEYS);
    const open = all.filter(({ under }) => under === key);
    const place = random.pick(open.length > 0 && random.chance(0.7) ? open : all);
    const [kind, made] = canaryTree(random);
    place.replace(made);
    return `${kind} at ${place.under}`;
  },
  (tree, random) => {
    const [kind] = canaryTree(random);
    const object = random.pick(objectsOf(tree));
    object.entries.splice(random.below(object.entries.length + 1), 0, [random.pick<string>(canaries[kind]), raw(1)]);
    return `${kind} as key in ${object.entries.length > 6 ? 'event' : 'object'}`;
  },
  (tree, random) => {
    random.pick(placesOf(tree)).replace({ kind: 'raw', text: random.pick(HARD) });
    return undefined;
  },
  (tree, random) => {
    const { entries } = random.pick(objectsOf(tree));
    entries.splice(random.below(entries.length + 1), 0, [random.pick(KEYS), { kind: 'raw', text: random.pick(HARD) }]);
    return undefined;
  },
  (tree, random) => {
    // The same key twice: the last one counts, so a canary may stand in front of a sound value.
    const { entries } = random.pick(objectsOf(tree));
    const twice = random.pick(entries);
    const [kind, made] = canaryTree(random);
    if (twice === undefined) return undefined;
    entries.splice(random.below(entries.length + 1), 0, [twice[0], made]);
    return `${kind} at ${twice[0]}`;
  },
  (tree, random) => {
    const { entries } = random.pick(objectsOf(tree));
    entries.splice(random.below(entries.length), 1);
    return undefined;
  },
  (tree, random) => {
    const places = placesOf(tree);
    swapPlaces(random.pick(places), { ...random.pick(places) });
    return undefined;
  },
  (tree, random) => {
    const lists = placesOf(tree).filter(({ tree: { kind } }) => kind === 'list');
    const list = random.pick(lists)?.tree;
    if (list?.kind === 'list')
      list.items.push(...Array.from({ length: random.below(70) }, () => structuredClone(list.items[0] ?? raw(1))));
    return undefined;
  },
];

/** Writes some characters of keys as escapes, which JSON.parse reads as the same key. */
const escaped = (key: string): string =>
  `"${Array.from(key, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`;

const spoil = (bytes: Buffer, random: Random): Buffer => {
  const at = random.below(bytes.length + 1);
  const between = random.pick([[0xff], [0xc3], [0xed, 0xa0, 0x80], [0x00], [0xef, 0xbb, 0xbf], [0x22], [0x7d], [0x5d]]);
  if (random.chance(0.3)) return bytes.subarray(0, at);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(between), bytes.subarray(random.chance(0.5) ? at : at + 1)]);
};

const HEADERS = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
const OTHERS: readonly Readonly<Record<string, string>>[] = [
  { 'content-type': 'text/plain;charset=UTF-8' },
  { 'content-type': 'application/x-www-form-urlencoded' },
  { 'sec-fetch-site': 'cross-site', origin: 'https://canary.example' },
  { 'content-encoding': 'gzip' },
  { cookie: 'sid=known' },
  { cookie: 'sid=consented' },
];

/** A batch that was sound until it was changed: structure first, then now and then its bytes. */
export function makeBody(random: Random, now: number): Body {
  const events = Array.from({ length: 1 + random.below(6) }, () => soundEvent(random, now));
  const tree = treeOf({ v: 1, sent_at: now, events });
  const done: Done[] = [];
  const changes = random.chance(0.1) ? 0 : 1 + random.below(4);
  for (let index = 0; index < changes; index += 1) {
    const which = random.pick([0, 0, 0, 1, 2, 2, 3, 4, 5, 6, 7]);
    if (objectsOf(tree).every(({ entries }) => entries.length === 0) || placesOf(tree).length === 0) break;
    done.push(CHANGES[which]?.(tree, random) ?? `change ${which}`);
  }
  const text = textOf(tree, random.chance(0.1) ? escaped : JSON.stringify);
  const whole = Buffer.from(random.chance(0.02) ? `[${text}]` : text);
  const spoilt = random.chance(0.1) ? spoil(whole, random) : whole;
  const bytes = Buffer.from(random.chance(0.01) ? gzipSync(spoilt) : spoilt);
  return { bytes, headers: { ...HEADERS, ...(random.chance(0.2) && random.pick(OTHERS)) }, done };
}
