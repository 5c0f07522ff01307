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
  /** Why a field leaves, as `event.field`. */
  readonly reasons?: Readonly<Record<string, string>> | undefined;
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

type FieldType = readonly [type: string, privacy: string];

/** Types of the fields that the server fills in: the same for every event. */
const dimensionTypes = ({ dimensions }: Catalog): ReadonlyMap<string, FieldType> =>
  new Map(
    Object.entries(dimensions).map(([name, values]) => [name, [closed([...new Set([...values, OTHER])]), 'category']]),
  );

function typeOf(dimensions: ReadonlyMap<string, FieldType>, event: EventDefinition, field: string): FieldType {
  if (field === 'feature') return [closed(event.features), 'category'];
  if (field === 'surface') return [closed(event.surfaces), 'category'];
  const dimension = dimensions.get(field);
  if (dimension !== undefined) return dimension;
  const declared = Object.hasOwn(event.fields, field) ? event.fields[field] : undefined;
  return declared === undefined ? ['unknown', 'unknown'] : [sortType(declared.type), declared.class];
}

/** The key under which a field arrives. */
function arrivalOf(payloadAs: string): (field: string) => string {
  const at = payloadAs.indexOf('{field}');
  if (at === -1) return () => `as=${payloadAs}`;
  const [before, after] = [payloadAs.slice(0, at), payloadAs.slice(at + '{field}'.length)];
  return (field) => `as=${before}${field}${after}`;
}

/** Names in the order of a lockfile, which a start then need not make. */
const sorted = (names: Iterable<string>): readonly string[] => [...names].sort();

/** Lines of what a destination receives of each event, and of what goes with every one of them. */
export function eventFacts(catalog: Catalog, { id, allow, egress, reasons = {} }: EventDestination): readonly Fact[] {
  const arrival = arrivalOf(egress?.payloadAs ?? 'undeclared');
  const counted = egress?.events === 'counted' ? ['events=counted'] : [];
  const dimensions = dimensionTypes(catalog);
  const facts: Fact[] = egress === undefined ? [] : [...wireFacts(id, egress)];
  for (const name of sorted(Object.keys(allow === 'catalog' ? catalog.events : allow))) {
    const event = catalog.events[name];
    if (event === undefined) continue;
    const terms = [`purpose=${event.purpose}`, `consent=${event.consent}`, `expires=${event.expires}`];
    facts.push({ kind: 'send', columns: [id, name, ...terms, ...counted] });
    const all = ['feature', 'surface', ...dimensions.keys(), ...Object.keys(event.fields)];
    for (const field of sorted(allow === 'catalog' ? all : (allow[name] ?? []))) {
      const [type, privacy] = typeOf(dimensions, event, field);
      const reason = Object.hasOwn(reasons, `${name}.${field}`) ? [`reason=${reasons[`${name}.${field}`]}`] : [];
      facts.push({ kind: 'field', columns: [id, name, field, type, privacy, arrival(field), ...reason] });
    }
  }
  return facts;
}
