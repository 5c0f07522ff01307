import { PlumblineError } from '@plumbline/core';
import { type CheckResult, type CompiledEvent, compileEvent } from './compile-event.ts';
import { type EventSource, isText } from './define-event.ts';
import type { DimensionMap, EventMap } from './event-types.ts';
import { type PreviousVersion, readPrevious, upcast, type Upcasters, type UpcastResult } from './evolution/upcast.ts';
import { CATEGORY_VALUE } from './category-value.ts';
import { checkFieldName, isEventName } from './names.ts';

/** Every product event of an application, checked. */
export interface Catalog<
  Events extends EventMap = EventMap,
  Dimensions extends DimensionMap = DimensionMap,
  Version extends string = string,
> {
  /** Travels on each event as `schema_version`. */
  readonly version: Version;
  /** The version before, of which payloads are still accepted; undefined where there is none. */
  readonly previous: PreviousVersion | undefined;
  readonly dimensions: Dimensions;
  readonly events: Events;
  /**
   * Judges what was offered for one event and copies what is declared. It never throws for a plain object. With
   * `source`, an event that does not list it counts as unknown.
   */
  check(name: string, payload: unknown, source?: EventSource): CheckResult;
  /**
   * Makes a payload that was sent under `version` into one for `check`: as it is for the current version, through its
   * upcaster for the one before. Any other version, and an upcaster that fails, is `unknown_version`. It never throws.
   */
  upcast(version: string, name: string, payload: unknown): UpcastResult;
}

export interface CatalogSpec<Events extends EventMap, Dimensions extends DimensionMap, Version extends string> {
  /** Version of the whole catalog, such as `2026-05-telemetry-v1`. */
  readonly version: Version;
  /** Closed lists that the server fills from who acts. A value outside its list is recorded as `other`. @default {} */
  readonly dimensions?: Dimensions;
  readonly events: Events;
  /**
   * The version before and its upcasters: what pages and jobs of the release before still send is made into this version.
   * Exactly one version; events without an upcaster are taken where they fit as they are. @default no other version is accepted
   */
  readonly previous?: Readonly<Record<string, Upcasters>>;
}

/** What a dimension records for a value outside its list, so that the slices still add up. */
export const OTHER = 'other';

/** The form of a version, such as `2026-05-telemetry-v1`. */
export const CATALOG_VERSION: RegExp = /^\d{4}-\d{2}-[a-z0-9]+(?:-[a-z0-9]+)*-v\d+$/;

function checkDimensions(dimensions: DimensionMap): string[] {
  return Object.entries(dimensions).flatMap(([name, values]) => {
    const fault = checkFieldName(name, 'category');
    return [
      ...(fault === undefined ? [] : [`dimension ${fault}`]),
      ...(values.length > 0 && values.every((value) => CATEGORY_VALUE.test(value))
        ? []
        : [`dimension ${name}: needs values that match ${CATEGORY_VALUE.source}`]),
      ...(new Set(values).size === values.length ? [] : [`dimension ${name}: lists a value twice`]),
    ];
  });
}

function checkEvents(events: EventMap, dimensions: DimensionMap): string[] {
  return Object.entries(events).flatMap(([name, event]) => [
    ...(isEventName(name)
      ? []
      : [`event ${name}: names are snake_case, two words or more, the last in the past tense (\`item_created\`)`]),
    ...(isText(event?.description) ? [] : [`event ${name}: use defineEvent`]),
    ...Object.keys(event?.fields ?? {}).flatMap((field) =>
      Object.hasOwn(dimensions, field) ? [`event ${name}: field ${field} is a dimension, filled by the server`] : [],
    ),
  ]);
}

/** Counted like an event that does not exist; the text is for whoever declared it. */
const unlisted = (source: EventSource): CheckResult => ({
  ok: false,
  reason: 'unknown_event',
  faults: [`declared, but its \`sources\` does not list \`${source}\``],
});

/** The lists as they stand now: what is checked and written down is what holds. */
const freezeLists = <Lists extends DimensionMap>(lists: Lists): Lists =>
  Object.freeze(
    Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, Object.freeze([...values])])),
  ) as Lists;

/**
 * Declares every product event of an application, with literal types for `capture`.
 *
 * @throws PlumblineError `PLB_CATALOG_INVALID`, with every fault at once.
 */
export function defineCatalog<
  const Events extends EventMap,
  const Version extends string,
  const Dimensions extends DimensionMap = DimensionMap,
>(spec: CatalogSpec<Events, Dimensions, Version>): Catalog<Events, Dimensions, Version> {
  const dimensions = freezeLists(spec.dimensions ?? ({} as Dimensions));
  const events = Object.freeze({ ...spec.events });
  const { version } = spec;
  const { previous, faults: previousFaults } = readPrevious(spec.previous, version, events, CATALOG_VERSION);
  const faults = [
    ...(CATALOG_VERSION.test(version) ? [] : ['`version` must look like 2026-05-telemetry-v1']),
    ...checkDimensions(dimensions),
    ...checkEvents(events, dimensions),
    ...previousFaults,
  ];
  if (faults.length > 0) throw new PlumblineError('PLB_CATALOG_INVALID', `catalog:\n  - ${faults.join('\n  - ')}`);
  const compiled = new Map<string, CompiledEvent>(
    Object.entries(events).map(([name, event]) => [name, compileEvent(event)]),
  );
  const unknown: CheckResult = { ok: false, reason: 'unknown_event', faults: ['the name is not in the catalog'] };
  return {
    version,
    previous,
    dimensions,
    events,
    upcast: (from, name, payload) => upcast({ version, previous }, from, name, payload),
    check(name, payload, source) {
      const event = compiled.get(name);
      if (event === undefined) return unknown;
      if (source !== undefined && !event.sources.includes(source)) return unlisted(source);
      return event.check(payload);
    },
  };
}
