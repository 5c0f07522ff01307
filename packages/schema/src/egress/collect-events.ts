import type { Allowlist, EgressDeclaration, EgressSlot } from '@plumbline/core';
import { type Catalog, OTHER } from '../define-catalog.ts';
import type { EventDefinition } from '../define-event.ts';
import type { Fact } from './fact.ts';
import { sortType } from './orders.ts';

/** A destination of product events, as far as its events go. */
interface EventDestination {
  readonly id: string;
  readonly allow: Allowlist;
  /** Undefined where the adapter does not say what it sends. */
  readonly egress: EgressDeclaration | undefined;
}

/** Slots of the envelope as the contract's columns are called, with what they can say about a person. */
const SLOTS: Readonly<Record<EgressSlot['slot'], readonly [column: string, privacy: string]>> = {
  eventId: ['event_id', 'opaque-id'],
  name: ['name', 'category'],
  schemaVersion: ['schema_version', 'category'],
  occurredAt: ['occurred_at', 'time'],
  ingestedAt: ['ingested_at', 'time'],
  source: ['source', 'category'],
  sessionId: ['session_id', 'pseudonymous'],
  anonymousUserId: ['anonymous_user_id', 'pseudonymous'],
  orgIdHash: ['org_id_hash', 'pseudonymous'],
  routePattern: ['route_pattern', 'category'],
};

function wireFacts(id: string, { sdkAdds, envelope }: EgressDeclaration): readonly Fact[] {
  return [
    ...sdkAdds.map(({ key, type, what }): Fact => ({ kind: 'wire', columns: [id, 'adds', key, sortType(type), what] })),
    ...envelope.map(({ slot, as, transform }): Fact => {
      const [column, privacy] = SLOTS[slot] ?? [slot, 'unknown'];
      return { kind: 'wire', columns: [id, 'envelope', column, `as=${as}`, privacy, transform] };
    }),
  ];
}

const closed = (values: readonly string[]): string => `enum(${values.toSorted().join('|')})`;

function typeOf(catalog: Catalog, event: EventDefinition, field: string): readonly [type: string, privacy: string] {
  if (field === 'feature') return [closed(event.features), 'category'];
  if (field === 'surface') return [closed(event.surfaces), 'category'];
  const dimension = Object.hasOwn(catalog.dimensions, field) ? catalog.dimensions[field] : undefined;
  if (dimension !== undefined) return [closed([...new Set([...dimension, OTHER])]), 'category'];
  const declared = Object.hasOwn(event.fields, field) ? event.fields[field] : undefined;
  return declared === undefined ? ['unknown', 'unknown'] : [sortType(declared.type), declared.class];
}

const allFields = (catalog: Catalog, event: EventDefinition): readonly string[] => [
  'feature',
  'surface',
  ...Object.keys(catalog.dimensions),
  ...Object.keys(event.fields),
];

const listed = (catalog: Catalog, allow: Allowlist): readonly (readonly [string, readonly string[]])[] =>
  allow === 'catalog'
    ? Object.entries(catalog.events).map(([name, event]) => [name, allFields(catalog, event)] as const)
    : Object.entries(allow);

/** Lines of what a destination receives of each event, and of what goes with every one of them. */
export function eventFacts(catalog: Catalog, { id, allow, egress }: EventDestination): readonly Fact[] {
  const arrival = (field: string): string => (egress?.payloadAs ?? 'undeclared').replace('{field}', () => field);
  const events = listed(catalog, allow).flatMap(([name, fields]): readonly Fact[] => {
    const event = catalog.events[name];
    if (event === undefined) return [];
    const { purpose, consent, expires } = event;
    const terms = [`purpose=${purpose}`, `consent=${consent}`, `expires=${expires}`];
    const counted = egress?.events === 'counted' ? ['events=counted'] : [];
    return [
      { kind: 'send', columns: [id, name, ...terms, ...counted] },
      ...fields.map((field): Fact => ({
        kind: 'field',
        columns: [id, name, field, ...typeOf(catalog, event, field), `as=${arrival(field)}`],
      })),
    ];
  });
  return [...(egress === undefined ? [] : wireFacts(id, egress)), ...events];
}
