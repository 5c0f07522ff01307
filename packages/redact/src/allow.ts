import { type Exception, namesOf, oneName } from './check-allow.ts';
import type { AllowedBy } from './options.ts';
import type { RuleName } from './rule.ts';
import type { Report } from './text.ts';

/** Says what was let through, and by which entry. */
export type Note = (rule: RuleName, by: AllowedBy) => void;

/** The exceptions that hold at one place. */
export interface Relief {
  /** Ids of the rules that are set aside. */
  readonly rules: ReadonlySet<string>;
  /** Cleans a text by all other rules. */
  readonly clean: (text: string, report: Report) => string;
  /** The first entry that sets a rule aside. */
  readonly by: (rule: string) => AllowedBy;
  /** A rule whose name is set aside wherever it stands, and by what. */
  readonly freed: readonly (readonly [RuleName, AllowedBy])[];
}

/** A place in a value, as far as the exceptions care. */
export interface Place {
  /** Exceptions by path that may still hold below, with the number of names that were met. */
  readonly paths: readonly (readonly [Exception, number])[];
  /** Exceptions that hold here and for the entries of a list. */
  readonly here: readonly Exception[];
  readonly relief: Relief | undefined;
}

/** A place that no path leads to. */
export const NOWHERE: Place = { paths: [], here: [], relief: undefined };

/** Finds the exceptions of a place. */
export interface Allow {
  readonly root: Place;
  /** The place of a field. */
  readonly field: (place: Place, name: string) => Place;
  /** The place of an entry of a list: what holds for the list holds for it. */
  readonly entry: (place: Place, index: number) => Place;
  /** Whether an object with a field of this name must go through the walk. */
  readonly concerns: (name: string) => boolean;
  /** Whether entries of a list at the top can be meant. */
  readonly concernsLists: boolean;
}

/** Names that are kept, and the longest of them. */
const MAX_CACHED = 2048;
const MAX_LENGTH = 128;

function createByName(exceptions: readonly Exception[]): (name: string) => readonly Exception[] {
  const byName = new Map<string, readonly Exception[]>();
  for (const one of exceptions)
    if (typeof one.at === 'string') byName.set(one.at, [...(byName.get(one.at) ?? []), one]);
  const known = new Map<string, readonly Exception[]>();
  return (name) => {
    if (byName.size === 0 || name.length > MAX_LENGTH) return [];
    const found = known.get(name);
    if (found !== undefined) return found;
    const made = byName.get(oneName(name)) ?? [];
    if (known.size >= MAX_CACHED) known.clear();
    known.set(name, made);
    return made;
  };
}

/** The paths one name further: those that go on, and those that end here. */
function advance(place: Place, name: string): { paths: Place['paths']; ended: readonly Exception[] } {
  if (place.paths.length === 0) return { paths: place.paths, ended: [] };
  // A name that reads like a part of a path is met by that part, as `explain` writes it.
  const names = namesOf(name);
  const met = place.paths.flatMap(([one, count]) => {
    const { at } = one;
    if (names.every((part, i) => part !== '*' && at[count + i] === part)) return [[one, count + names.length] as const];
    return at[count] === '*' ? [[one, count + 1] as const] : [];
  });
  return {
    paths: met.filter(([{ at }, count]) => count < at.length),
    ended: met.filter(([{ at }, count]) => count === at.length).map(([one]) => one),
  };
}

/** Makes the search for exceptions. `cleanWithout` cleans texts by a policy that lacks some rules. */
export function createAllow(
  exceptions: readonly Exception[],
  cleanWithout: (ids: ReadonlySet<string>) => Relief['clean'],
): Allow {
  const byName = createByName(exceptions);
  const reliefs = new Map<string, Relief>();
  const byPath = exceptions.filter(({ at }) => typeof at !== 'string');
  const firsts = new Set(byPath.map(({ at }) => at[0] ?? ''));

  function reliefOf(here: readonly Exception[]): Relief {
    const id = here.map(({ option }) => option).join(' ');
    const known = reliefs.get(id);
    if (known !== undefined) return known;
    const entries = here.filter((entry) => entry.freed === undefined);
    const rules = new Set(entries.flatMap((entry) => [...entry.rules]));
    const freed = here.flatMap((entry) => (entry.freed === undefined ? [] : [[entry.freed, entry] as const]));
    const by = (rule: string): AllowedBy =>
      entries.find((entry) => entry.rules.has(rule)) ?? { option: 'allow', reason: '' };
    const relief: Relief = { rules, clean: cleanWithout(rules), by, freed };
    reliefs.set(id, relief);
    return relief;
  }

  function placeOf(paths: Place['paths'], here: readonly Exception[]): Place {
    if (paths.length === 0 && here.length === 0) return NOWHERE;
    return { paths, here, relief: here.length === 0 ? undefined : reliefOf(here) };
  }

  return {
    root: placeOf(
      byPath.map((one) => [one, 0] as const),
      [],
    ),
    field(place, name) {
      const { paths, ended } = advance(place, name);
      return placeOf(paths, [...byName(name), ...ended]);
    },
    entry(place, index) {
      if (place.paths.length === 0) return place;
      const { paths, ended } = advance(place, String(index));
      return placeOf(paths, [...new Set([...place.here, ...ended])]);
    },
    concerns: (name) => firsts.has(namesOf(name)[0] ?? '') || firsts.has('*') || byName(name).length > 0,
    concernsLists: firsts.size > 0,
  };
}
