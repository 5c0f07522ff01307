import { breaking, type CatalogChange, neutral, widening } from './change.ts';
import { diffField } from './diff-field.ts';
import { pairs } from './pairs.ts';
import type { EventSnapshot } from './snapshot.ts';

const without = (list: readonly string[], taken: readonly string[]): readonly string[] =>
  list.filter((value) => !taken.includes(value));

/** `feature` and `surface`: the caller chooses one of a list, and may leave it out where there is only one. */
function diffChoice(at: string, old: readonly string[], now: readonly string[]): readonly CatalogChange[] {
  return [
    ...without(old, now).map((value) => breaking(at, `no longer takes \`${value}\``)),
    ...(old.length === 1 && now.length > 1
      ? [breaking(at, 'must be said by every caller now: before there was only one')]
      : []),
    ...without(now, old).map((value) => widening(at, `newly takes \`${value}\``)),
  ];
}

const diffSources = (at: string, old: readonly string[], now: readonly string[]): readonly CatalogChange[] => [
  ...without(old, now).map((source) => breaking(at, `is no longer taken from \`${source}\``)),
  ...without(now, old).map((source) =>
    widening(at, `is newly taken from \`${source}\`${source === 'web' ? ', where anybody can forge it' : ''}`),
  ),
];

function diffConsent(at: string, old: string, now: string): readonly CatalogChange[] {
  if (old === now) return [];
  return now === 'essential'
    ? [widening(at, 'is recorded without consent (`consent` is essential and was analytics)')]
    : [neutral(at, 'is recorded with consent alone (`consent` is analytics and was essential)')];
}

/** `capture` may leave these out; what a browser sends has to say them in any case. */
const diffPlaces = (event: string, old: readonly string[], now: readonly string[]): readonly CatalogChange[] => [
  ...without(old, now).map((place) => breaking(`${event}.${place}`, 'is no longer taken from the running request')),
  ...without(now, old).map((place) => neutral(`${event}.${place}`, 'may be taken from the running request')),
];

function diffAudience(at: string, old: string, now: string): readonly CatalogChange[] {
  if (old === now) return [];
  return now === 'public'
    ? [widening(at, 'may go to destinations for the public (`audience` is public and was authenticated)')]
    : [neutral(at, 'may not go to destinations for the public (`audience` is authenticated and was public)')];
}

function diffExpiry(at: string, old: string, now: string): readonly CatalogChange[] {
  if (old === now) return [];
  return now > old
    ? [widening(at, `expires on ${now}, later than ${old}`)]
    : [neutral(at, `expires on ${now}, earlier than ${old}`)];
}

/** Options that say something to people and change nothing that is recorded. */
const WORDS = ['description', 'owner', 'purpose', 'review'] as const;

/** What changed of one event; one of the two may be missing. */
export function diffEvent(
  name: string,
  old: EventSnapshot | undefined,
  now: EventSnapshot | undefined,
): readonly CatalogChange[] {
  if (now === undefined) return old === undefined ? [] : [breaking(name, 'is gone')];
  if (old === undefined) return [widening(name, `is new, for: ${now.purpose}`)];
  return [
    ...diffChoice(`${name}.feature`, old.features, now.features),
    ...diffChoice(`${name}.surface`, old.surfaces, now.surfaces),
    ...diffPlaces(name, old.fromContext, now.fromContext),
    ...diffSources(name, old.sources, now.sources),
    ...diffConsent(name, old.consent, now.consent),
    ...diffAudience(name, old.audience, now.audience),
    ...diffExpiry(name, old.expires, now.expires),
    ...WORDS.filter((option) => old[option] !== now[option]).map((option) =>
      neutral(name, `has another \`${option}\``),
    ),
    ...pairs(old.fields, now.fields).flatMap((pair) => diffField(`${name}.${pair.name}`, pair.old, pair.now)),
  ];
}
