import type { Catalog } from '../define-catalog.ts';
import type { Audience, ConsentClass, EventDefinition, EventSource, Place } from '../define-event.ts';
import { sortType } from '../egress/orders.ts';
import type { Field, PrivacyClass } from '../field.ts';

/** One field of an event, as plain data. */
export interface FieldSnapshot {
  readonly class: PrivacyClass;
  /** The type in words, such as `enum(a|b)` or `int(0..10)`; values of closed lists are sorted. */
  readonly type: string;
  readonly optional: boolean;
  /** Why free text is needed. */
  readonly justification?: string | undefined;
}

/** One event, as plain data. Lists are sorted. */
export interface EventSnapshot {
  readonly description: string;
  readonly owner: string;
  readonly purpose: string;
  readonly consent: ConsentClass;
  readonly features: readonly string[];
  readonly surfaces: readonly string[];
  /** What the caller may leave out because the running request says it. */
  readonly fromContext: readonly Place[];
  readonly audience: Audience;
  readonly sources: readonly EventSource[];
  /** `YYYY-MM-DD`, as the catalog says it; renewals are not in it. */
  readonly expires: string;
  readonly review: string;
  readonly fields: Readonly<Record<string, FieldSnapshot>>;
}

/** What a catalog says, as plain data that can be committed and compared without running it. */
export interface CatalogSnapshot {
  readonly version: string;
  /** The version before, of which payloads are still accepted, and which of its events are changed or dropped on the way. */
  readonly previous?:
    | { readonly version: string; readonly events: Readonly<Record<string, 'upcast' | 'drop'>> }
    | undefined;
  readonly dimensions: Readonly<Record<string, readonly string[]>>;
  readonly events: Readonly<Record<string, EventSnapshot>>;
}

const byName = <T, U>(entries: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> =>
  Object.fromEntries(
    Object.entries(entries)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, change(value)]),
  );

const fieldOf = ({ class: privacy, type, isOptional, justification }: Field): FieldSnapshot => ({
  class: privacy,
  type: sortType(type),
  optional: isOptional,
  ...(justification !== undefined && { justification }),
});

function eventOf(event: EventDefinition): EventSnapshot {
  const { description, owner, purpose, consent, audience, expires, review } = event;
  return {
    description,
    owner,
    purpose,
    consent,
    features: event.features.toSorted(),
    surfaces: event.surfaces.toSorted(),
    fromContext: event.fromContext.toSorted(),
    audience,
    sources: event.sources.toSorted(),
    expires,
    review,
    fields: byName(event.fields, fieldOf),
  };
}

/** The plain data of a catalog: the same for every order of declaration. */
export function snapshotCatalog(catalog: Catalog): CatalogSnapshot {
  const { version, previous } = catalog;
  return {
    version,
    ...(previous && {
      previous: {
        version: previous.version,
        events: byName(previous.events, (upcaster) => (upcaster === 'drop' ? 'drop' : 'upcast')),
      },
    }),
    dimensions: byName(catalog.dimensions, (values) => values.toSorted()),
    events: byName(catalog.events, eventOf),
  };
}
