import { type Adapter, type Allowlist, delivered, projectEvent, wrapAdapter } from '@plumbline/core';

/**
 * An adapter that is given nothing but the events and fields listed: what a lockfile holds stays the limit when the adapter
 * does not keep to its own allowlist, or is changed after the start.
 */
export const cutAdapter = (adapter: Adapter, allow: Exclude<Allowlist, 'catalog'>): Adapter =>
  wrapAdapter(adapter, {
    allow,
    async send({ id, events }) {
      const listed = events.flatMap((event) => projectEvent(event, allow) ?? []);
      return listed.length === 0 ? delivered() : adapter.send({ id, events: listed });
    },
  });
