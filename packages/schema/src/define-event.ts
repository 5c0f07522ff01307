import { PlumblineError } from '@plumbline/core';
import type {
  AudienceOf,
  CheckedEvent,
  EventDefinition,
  EventSource,
  EventSpec,
  EventTerms,
  FromContextOf,
  Place,
} from './event-spec.ts';
import type { FieldMap } from './field.ts';
import { CATEGORY_VALUE } from './category-value.ts';
import { checkFieldName } from './names.ts';

export type { Audience, ConsentClass, EventDefinition, EventSource, EventSpec, Place } from './event-spec.ts';

const SOURCES: readonly EventSource[] = ['web', 'api', 'worker', 'cli'];
const SERVER_SOURCES: readonly EventSource[] = ['api', 'worker', 'cli'];

/** Half a screen: more fields than this are several events. */
const MAX_FIELDS = 30;

const isDay = (day: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(day) && new Date(`${day}T00:00:00Z`).toJSON()?.slice(0, 10) === day;

export const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

function checkList(option: string, values: unknown, allowed: (value: string) => boolean, form: string): string[] {
  if (!Array.isArray(values) || values.length === 0) return [`\`${option}\` lists nothing`];
  const faults: string[] = [];
  if (new Set(values).size !== values.length) faults.push(`\`${option}\` lists a value twice`);
  if (!values.every((value) => typeof value === 'string' && allowed(value))) faults.push(`\`${option}\`: ${form}`);
  return faults;
}

function checkFields(fields: unknown): string[] {
  if (typeof fields !== 'object' || fields === null) return ['`fields` is missing; write `{}` for none'];
  const entries = Object.entries(fields as FieldMap);
  const faults = entries.flatMap(([name, field]) => {
    if (typeof field?.accepts !== 'function') return [`field ${name}: use a builder such as count() or category([…])`];
    return checkFieldName(name, field.class) ?? [];
  });
  if (entries.length > MAX_FIELDS) faults.push(`more than ${MAX_FIELDS} fields`);
  return faults;
}

/** First words of what somebody means to write later. */
const LATER: ReadonlySet<string | undefined> = new Set(['todo', 'fixme', 'tbd', 'tba', 'tbc']);

/** What says that there is nothing. */
const NOTHING: ReadonlySet<string> = new Set([
  '',
  'n a',
  'na',
  'no',
  'none',
  'later',
  'pending',
  'unknown',
  'x',
  'xxx',
]);

/** Whether a text only fills the place of an answer: `TODO`, `tbd: ask Anna`, `-`, `n/a`. */
export function isPlaceholder(text: string): boolean {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return LATER.has(words[0]) || NOTHING.has(words.join(' '));
}

function checkReview(review: unknown): string[] {
  if (!isText(review)) return ['`review` is missing'];
  return isPlaceholder(String(review)) ? ['`review` is a placeholder; name the document or issue'] : [];
}

const one = (option: string, value: unknown, known: readonly string[]): string[] =>
  known.some((allowed) => allowed === value) ? [] : [`\`${option}\` must be ${known.join(' or ')}`];

type AnySpec = EventSpec<string | readonly [string, ...string[]], readonly [string, ...string[]], FieldMap>;

function checkSpec(spec: AnySpec, features: readonly string[], sources: readonly EventSource[]): string[] {
  const value = (text: string): boolean => CATEGORY_VALUE.test(text);
  const form = `values must match ${CATEGORY_VALUE.source}`;
  const known = (source: string): boolean => SOURCES.some((one) => one === source);
  const { fromContext = [] } = spec;
  return [
    ...(['description', 'owner', 'purpose'] as const).flatMap((option) =>
      isText(spec[option]) ? [] : [`\`${option}\` is missing`],
    ),
    ...checkReview(spec.review),
    ...one('consent', spec.consent, ['essential', 'analytics']),
    ...one('audience', spec.audience ?? 'authenticated', ['public', 'authenticated']),
    ...checkList('feature', features, value, form),
    ...checkList('surfaces', spec.surfaces, value, form),
    ...checkList('sources', sources, known, `one of ${SOURCES.join(', ')}`),
    ...(Array.isArray(fromContext) && fromContext.every((key) => key === 'feature' || key === 'surface')
      ? []
      : ['`fromContext` must list feature, surface or both']),
    ...(isDay(spec.expires) ? [] : ['`expires` must be a day, YYYY-MM-DD']),
    ...checkFields(spec.fields),
  ];
}

/** A list as it stands now: one that its author adds to later would let out what no lockfile has. */
const kept = <T>(list: readonly T[]): readonly T[] => Object.freeze([...list]);

/**
 * Declares one product event. What the compiler can see is wrong stands in its message as a sentence; the rest is found
 * when the module loads.
 *
 * @throws PlumblineError `PLB_CATALOG_INVALID`, with every fault of the event at once.
 */
export function defineEvent<
  const Given,
  const Features extends string | readonly [string, ...string[]],
  const Surfaces extends readonly [string, ...string[]],
  const Fields extends FieldMap,
>(
  spec: CheckedEvent<Given, Fields> & EventTerms<Features, Surfaces>,
): EventDefinition<Features, Surfaces, Fields, FromContextOf<Given>, AudienceOf<Given>> {
  const given = spec as EventSpec<Features, Surfaces, Fields>;
  const features: readonly string[] = typeof given.feature === 'string' ? [given.feature] : given.feature;
  const sources = given.sources ?? SERVER_SOURCES;
  const faults = checkSpec(given, features, sources);
  if (faults.length > 0) {
    const about = isText(given.description) ? ` "${given.description.slice(0, 60)}"` : '';
    throw new PlumblineError('PLB_CATALOG_INVALID', `event${about}:\n  - ${faults.join('\n  - ')}`);
  }
  const { description, owner, purpose, consent, feature, surfaces, expires, review } = given;
  const fromContext = kept<Place>(given.fromContext ?? []) as FromContextOf<Given>;
  const audience = (given.audience ?? 'authenticated') as AudienceOf<Given>;
  const terms = { description, owner, purpose, consent, expires, review, audience };
  return Object.freeze({
    ...terms,
    feature: typeof feature === 'string' ? feature : (kept(feature) as Features),
    features: kept(features),
    surfaces: kept<string>(surfaces) as Surfaces,
    fromContext,
    sources: kept(sources),
    fields: Object.freeze({ ...given.fields }),
  });
}
