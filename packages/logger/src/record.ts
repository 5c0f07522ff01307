import { oneLine } from './one-line.ts';
import type { Places } from '@plumbline/redact';

/** Names that the request context gives to each of its lines, and the service. */
export const CONTEXT_NAMES: readonly string[] = [
  'service',
  'request_id',
  'trace_id',
  'span_id',
  'actor_id',
  'actor_role',
  'route_pattern',
  'feature',
  'surface',
];

/**
 * Names that only the logger writes, and the one that an assignment would not make a field. A caller's field of such a name
 * stands in `fields`.
 */
export const RESERVED: ReadonlySet<string> = new Set([
  'level',
  'time',
  'msg',
  ...CONTEXT_NAMES,
  'log_incomplete',
  'fields',
  '__proto__',
]);

export type Plain = Record<string, unknown>;

/** Fields beside their JSON as members of a larger object: each with a comma in front. */
export interface Part {
  readonly fields: Plain;
  readonly json: string;
}

/** No fields at all. */
export const NO_FIELDS: Part = { fields: {}, json: '' };

/** The fields must be plain: what the redactor made of a value, on which JSON cannot fail. */
export function partOf(fields: Plain): Part {
  const json = oneLine(JSON.stringify(fields));
  return { fields, json: json === '{}' ? '' : `,${json.slice(1, -1)}` };
}

/** Plain, redacted fields of a caller, sorted into those that stand in the line and those that stand in `fields`. */
export interface Sorted {
  readonly own: Part;
  readonly moved: Plain | undefined;
}

/** The clean fields of a logger, with what its lines need to know of them. */
export interface Bound extends Sorted {
  /** Whether a line's own fields can be written without being held against these; unknown until it was asked for. */
  simple: boolean | undefined;
  /** The moved fields as JSON, where there are any. */
  readonly rest: string;
  /** Where a line's own fields belong. */
  readonly places: () => Places;
}

const UNBOUND: Places = new Map([...RESERVED].map((name) => [name, name === '__proto__' ? 'taken' : 'apart']));

export function boundOf({ own, moved }: Sorted): Bound {
  const names = own.json === '' ? [] : Object.keys(own.fields);
  // Most children write one line or none, so the places are put together when they are asked for.
  let places: Places | undefined = names.length === 0 ? UNBOUND : undefined;
  return {
    own,
    moved,
    simple: names.length === 0 ? true : undefined,
    rest: moved === undefined ? '' : partOf({ fields: moved }).json,
    places: () => (places ??= new Map([...UNBOUND, ...names.map((name) => [name, 'taken'] as const)])),
  };
}

export const NOTHING: Sorted = { own: NO_FIELDS, moved: undefined };

/** Moves reserved names out of the way. */
export function sortFields(fields: Plain): Sorted {
  const keys = Object.keys(fields);
  if (!keys.some((key) => RESERVED.has(key))) return { own: partOf(fields), moved: undefined };
  const own: Plain = {};
  const moved: Plain = {};
  for (const key of keys) {
    if (key === '__proto__') moved['proto'] = fields[key];
    else (RESERVED.has(key) ? moved : own)[key] = fields[key];
  }
  return { own: partOf(own), moved };
}

function joinParts(under: Part, over: Part): Part {
  if (under.json === '') return over;
  if (over.json === '') return under;
  const fields = { ...under.fields, ...over.fields };
  for (const key of Object.keys(over.fields)) if (Object.hasOwn(under.fields, key)) return partOf(fields);
  return { fields, json: under.json + over.json };
}

/** One over the other: the later one wins, and no name stands twice. */
export function joinSorted(under: Sorted, over: Sorted): Sorted {
  const moved = under.moved || over.moved ? { ...under.moved, ...over.moved } : undefined;
  return { own: joinParts(under.own, over.own), moved };
}
