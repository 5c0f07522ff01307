import type { OutboundEvent, ProductCell } from '@plumbline/core';

export type Rows = readonly (readonly ProductCell[])[];

export const textOf = (event: OutboundEvent, key: string): string => {
  const value = key === 'source' ? event.source : event.payload[key];
  return typeof value === 'string' ? value : '';
};

export type Events = readonly OutboundEvent[];
type Group = readonly [keys: readonly string[], events: Events];

/** People: an event without an ID is nobody's. */
export const users = (events: Events): number =>
  new Set(events.map((event) => event.anonymousUserId).filter((id) => id !== '')).size;

/** What people do with the product; looking at its numbers is none of it. */
export const usesOfProduct = (events: Events): Events => events.filter(({ name }) => name !== 'dashboard_viewed');

/** Texts are in the order of their bytes in UTF-8, which is not that of JavaScript. */
export function inOrder(one: readonly string[], two: readonly string[]): number {
  for (const [index, text] of one.entries()) {
    const order = Buffer.compare(Buffer.from(text), Buffer.from(two[index] ?? ''));
    if (order !== 0) return order;
  }
  return 0;
}

export function grouped(events: Events, keysOf: (event: OutboundEvent) => readonly string[]): readonly Group[] {
  const groups = new Map<string, [readonly string[], OutboundEvent[]]>();
  for (const event of events) {
    const keys = keysOf(event);
    const group = groups.get(JSON.stringify(keys)) ?? [keys, []];
    group[1].push(event);
    groups.set(JSON.stringify(keys), group);
  }
  return [...groups.values()].toSorted(([one], [two]) => inOrder(one, two));
}

/** A span of the reference. */
export interface Span {
  readonly from: number;
  readonly until: number;
}
