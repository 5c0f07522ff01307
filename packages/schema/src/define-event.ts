import { PlumblineError } from '@plumbline/core';
import type { Field, FieldMap } from './field.ts';
import { CATEGORY_VALUE } from './fields.ts';
import { checkFieldName, type ForbiddenFieldName } from './names.ts';

/** Where an event may be captured. A `web` event comes from a browser, so anybody can forge it. */
export type EventSource = 'web' | 'api' | 'worker' | 'cli';

/** `essential` events run without consent; `analytics` events only where it was given. */
export type ConsentClass = 'essential' | 'analytics';

/** Turns a forbidden field name into a compile error. */
export type ForbiddenFields = { readonly [Name in ForbiddenFieldName | 'feature' | 'surface']?: never };

/** What a team writes about one event. */
export interface EventSpec<
  Features extends string | readonly [string, ...string[]],
  Surfaces extends readonly [string, ...string[]],
  Fields extends FieldMap,
> {
  /** What happened, in one sentence. */
  readonly description: string;
  /** The team that answers for it, such as `@team-approvals`. */
  readonly owner: string;
  /** The question it answers. */
  readonly purpose: string;
  readonly consent: ConsentClass;
  /** The part of the product; a list where the caller must say which. */
  readonly feature: Features;
  /** Where in the product it may happen; with more than one the caller must say which. */
  readonly surfaces: Surfaces;
  /** @default ['api', 'worker', 'cli'] */
  readonly sources?: readonly [EventSource, ...EventSource[]];
  /** The day its purpose must be argued anew, `YYYY-MM-DD`. Collection goes on; checks turn red. */
  readonly expires: `${number}-${number}-${number}`;
  /** Where its review can be read: a document or an issue. */
  readonly review: string;
  readonly fields: Fields;
}

/** One declared event, checked. */
export interface EventDefinition<
  Features extends string | readonly string[] = string | readonly string[],
  Surfaces extends readonly string[] = readonly string[],
  Fields extends FieldMap = FieldMap,
> {
  readonly description: string;
  readonly owner: string;
  readonly purpose: string;
  readonly consent: ConsentClass;
  readonly feature: Features;
  /** `feature` as a list. */
  readonly features: readonly string[];
  readonly surfaces: Surfaces;
  readonly sources: readonly EventSource[];
  readonly expires: string;
  readonly review: string;
  readonly fields: Fields;
}

const SOURCES: readonly EventSource[] = ['web', 'api', 'worker', 'cli'];
const SERVER_SOURCES: readonly EventSource[] = ['api', 'worker', 'cli'];

/** Half a screen: more fields than this are several events. */
const MAX_FIELDS = 30;

const isDay = (day: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(day) && new Date(`${day}T00:00:00Z`).toJSON()?.slice(0, 10) === day;

export const carriesText = (field: Field): boolean => field.class === 'opaque-id' || field.class === 'free-text';

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
    return checkFieldName(name, carriesText(field)) ?? [];
  });
  if (entries.length > MAX_FIELDS) faults.push(`more than ${MAX_FIELDS} fields`);
  return faults;
}

/**
 * Declares one product event.
 *
 * @throws PlumblineError `PLB_CATALOG_INVALID`, with every fault of the event at once.
 */
export function defineEvent<
  const Features extends string | readonly [string, ...string[]],
  const Surfaces extends readonly [string, ...string[]],
  const Fields extends FieldMap,
>(
  spec: EventSpec<Features, Surfaces, Fields> & { readonly fields: ForbiddenFields },
): EventDefinition<Features, Surfaces, Fields> {
  const features: readonly string[] = typeof spec.feature === 'string' ? [spec.feature] : spec.feature;
  const sources = spec.sources ?? SERVER_SOURCES;
  const value = (text: string): boolean => CATEGORY_VALUE.test(text);
  const form = `values must match ${CATEGORY_VALUE.source}`;
  const faults = [
    ...(['description', 'owner', 'purpose', 'review'] as const).flatMap((option) =>
      isText(spec[option]) ? [] : [`\`${option}\` is missing`],
    ),
    ...(spec.consent === 'essential' || spec.consent === 'analytics'
      ? []
      : ['`consent` must be essential or analytics']),
    ...checkList('feature', features, value, form),
    ...checkList('surfaces', spec.surfaces, value, form),
    ...checkList(
      'sources',
      sources,
      (source) => SOURCES.some((known) => known === source),
      `one of ${SOURCES.join(', ')}`,
    ),
    ...(isDay(spec.expires) ? [] : ['`expires` must be a day, YYYY-MM-DD']),
    ...checkFields(spec.fields),
  ];
  if (faults.length > 0) {
    const about = isText(spec.description) ? ` "${spec.description.slice(0, 60)}"` : '';
    throw new PlumblineError('PLB_CATALOG_INVALID', `event${about}:\n  - ${faults.join('\n  - ')}`);
  }
  const { description, owner, purpose, consent, feature, surfaces, expires, review } = spec;
  const fields: Fields = { ...spec.fields };
  return { description, owner, purpose, consent, feature, features, surfaces, sources, expires, review, fields };
}
