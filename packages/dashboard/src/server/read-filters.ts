import { nearestWord, type ProductSlice, type ProductSpan } from '@plumbline/core';
import type { Catalog } from '@plumbline/schema';
import type { PageFilters, SliceKey } from '../page-request.ts';
import { DAY_MS, isDay, timeOf } from '../reporting/periods.ts';

const DEFAULT_DAYS = 30;
/** Events live 180 days; finished numbers of panels are asked for a year at most. */
const MAX_DAYS = 366;
/** As many as a person chooses; each is a condition of the query. */
const MAX_VALUES = 20;
/** Values of closed lists, as the catalog takes them. */
const VALUE = /^[A-Za-z0-9][A-Za-z0-9_.:+-]{0,63}$/;
/** Whether an address may hold this value. */
export const isFilterValue = (value: string): boolean => VALUE.test(value);

const EVENT_NAME = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/;
const MAX_STEPS = 8;
/** Unknown names that are told one by one. */
const MAX_NAMED = 3;

/** Time within which a funnel is walked through, by the values of the field `within`. */
export const WITHIN: Readonly<Record<string, number>> = {
  '1h': DAY_MS / 24,
  '1d': DAY_MS,
  '7d': 7 * DAY_MS,
  '30d': 30 * DAY_MS,
};

/** Fields of the form that are no keys of a slice. A dimension of such a name cannot be filtered by. */
const FIELDS = ['days', 'from', 'until', 'compare', 'steps', 'within', 'theme'] as const;

const SOURCES = ['web', 'api', 'worker', 'cli'] as const;

const unique = (lists: readonly (readonly string[])[]): readonly string[] => [...new Set(lists.flat())].toSorted();

/**
 * What can be filtered by: feature, surface and source of every event, and the dimensions of the catalog.
 *
 * @param parameters of any page: a dimension of such a name cannot be filtered by either, as one field would say both
 */
export function sliceKeysOf(catalog: Catalog | undefined, parameters: readonly string[]): readonly SliceKey[] {
  const events = Object.values(catalog?.events ?? {});
  const taken = new Set<string>([...FIELDS, ...parameters]);
  const dimensions = Object.entries(catalog?.dimensions ?? {}).filter(([name]) => !taken.has(name));
  return [
    { name: 'feature', values: unique(events.map(({ features }) => features)) },
    { name: 'surface', values: unique(events.map(({ surfaces }) => surfaces)) },
    { name: 'source', values: SOURCES },
    ...dimensions.map(([name, values]) => ({ name, values })),
  ];
}

/** The address of a page, read: what was understood, in an order of its own, and what was not. */
export interface ReadAddress {
  readonly filters: PageFilters;
  readonly parameters: ReadonlyMap<string, string>;
  readonly kept: URLSearchParams;
  /** Names of fields and what is wrong with them; no value is in it. */
  readonly faults: readonly string[];
}

export interface AddressRules {
  readonly keys: readonly SliceKey[];
  readonly catalog: Catalog | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly parameters: Readonly<Record<string, RegExp>>;
  /** Parameters of any page: a link may carry those of the page it stands on. */
  readonly others: readonly string[];
}

type Values = (name: string) => readonly string[];

/** Milliseconds of a day that exists; NaN for anything else. */
const momentOf = (day: string): number => (isDay(day) ? timeOf(day) : Number.NaN);

function readSpan(values: Values, now: number, faults: string[]): ProductSpan {
  const [days = `${DEFAULT_DAYS}`] = values('days');
  const [from] = values('from');
  const [until] = values('until');
  if (from === undefined && until === undefined) {
    const count = /^\d{1,3}$/.test(days) ? Number(days) : 0;
    if (count >= 1 && count <= MAX_DAYS) return { days: count };
    faults.push(`\`days\` must be a whole number from 1 to ${MAX_DAYS}`);
    return { days: DEFAULT_DAYS };
  }
  // One day alone: up to today, or as long as usual.
  const end = (until === undefined ? now - (now % DAY_MS) : momentOf(until)) + DAY_MS;
  const begin = from === undefined ? end - DEFAULT_DAYS * DAY_MS : momentOf(from);
  if (begin < end && end - begin <= MAX_DAYS * DAY_MS) return { from: begin, until: end };
  faults.push(`\`from\` and \`until\` must be days such as 2026-05-31, in this order, at most ${MAX_DAYS} days apart`);
  return { days: DEFAULT_DAYS };
}

function readSlice(values: Values, keys: readonly SliceKey[], faults: string[]): ProductSlice {
  const entries = keys.flatMap(({ name }): [string, readonly string[]][] => {
    const given = [...new Set(values(name))];
    if (given.length > MAX_VALUES || !given.every(isFilterValue)) {
      faults.push(
        `\`${name}\` must have at most ${MAX_VALUES} values of letters, digits and \`_.:+-\`, 64 characters each`,
      );
      return [];
    }
    return given.length === 0 ? [] : [[name, given.toSorted()]];
  });
  return Object.fromEntries(entries);
}

function readSteps(values: Values, catalog: Catalog | undefined, faults: string[]): readonly string[] {
  const steps = values('steps');
  const known = (name: string): boolean =>
    catalog === undefined ? name.length <= 80 && EVENT_NAME.test(name) : Object.hasOwn(catalog.events, name);
  if (steps.length <= MAX_STEPS && steps.every(known)) return steps;
  faults.push(`\`steps\` must be names of at most ${MAX_STEPS} events of the catalog`);
  return [];
}

function readWithin(values: Values, faults: string[]): number {
  const [within = '1d'] = values('within');
  const ms = Object.hasOwn(WITHIN, within) ? WITHIN[within] : undefined;
  if (ms === undefined) faults.push(`\`within\` must be one of ${Object.keys(WITHIN).join(', ')}`);
  return ms ?? DAY_MS;
}

function readParameters(values: Values, rules: AddressRules['parameters'], faults: string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, form] of Object.entries(rules)) {
    const [value, ...more] = values(name);
    if (value === undefined) continue;
    if (more.length === 0 && form.test(value)) found.set(name, value);
    else faults.push(`\`${name}\` is not of the form that this page takes`);
  }
  return found;
}

/** A name that can be shown; anything else may be anything. */
const SHOWN = /^[A-Za-z][A-Za-z0-9_.-]{0,39}$/;

/** Names that nothing reads: with one of them misspelt, a page would show other numbers than were asked for. */
function nameFaults(query: URLSearchParams, { keys, parameters, others }: AddressRules): string[] {
  const mine = [...FIELDS, ...keys.map(({ name }) => name), ...Object.keys(parameters)];
  const known = new Set<string>([...mine, ...others]);
  const unknown = [...new Set(query.keys())].filter((name) => !known.has(name));
  if (unknown.length === 0) return [];
  const texts = unknown.slice(0, MAX_NAMED).map((name) => {
    if (!SHOWN.test(name)) return 'A name in the address is none that is read here.';
    const meant = nearestWord(name, mine);
    return `\`${name}\` is none that is read here${meant === undefined ? '.' : `; did you mean \`${meant}\`?`}`;
  });
  return [
    ...new Set(texts),
    `What is read: ${mine
      .toSorted()
      .map((name) => `\`${name}\``)
      .join(', ')}.`,
  ];
}

/**
 * Reads the query of an address against what there is to filter by. A form sends its empty fields, so an empty value is none;
 * a name that no page reads is a fault, and what another page reads is left out here and in every link.
 */
export function readAddress(query: URLSearchParams, rules: AddressRules): ReadAddress {
  const { keys, catalog, now, parameters } = rules;
  const faults: string[] = nameFaults(query, rules);
  const values: Values = (name) =>
    query
      .getAll(name)
      .map((value) => value.trim())
      .filter((value) => value !== '');
  const [compare] = values('compare');
  if (compare !== undefined && !/^[01]$/.test(compare)) faults.push('`compare` must be 1 or 0');
  const filters: PageFilters = {
    span: readSpan(values, now, faults),
    slice: readSlice(values, keys, faults),
    compare: compare !== '0',
    steps: readSteps(values, catalog, faults),
    withinMs: readWithin(values, faults),
  };
  const own = readParameters(values, { theme: /^(?:light|dark)$/, ...parameters }, faults);
  const named = ['days', 'from', 'until', 'compare', 'steps', 'within', ...keys.map(({ name }) => name), ...own.keys()];
  const kept = new URLSearchParams([...new Set(named)].flatMap((name) => values(name).map((value) => [name, value])));
  return { filters, parameters: own, kept, faults };
}
