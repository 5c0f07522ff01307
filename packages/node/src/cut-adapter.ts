import { type Adapter, type Allowlist, delivered, type OutboundBatch, projectEvent } from '@plumbline/core';

/**
 * An adapter that is given nothing but the events and fields listed: what a lockfile holds stays the limit when the adapter
 * does not keep to its own allowlist, or is changed after the start.
 */
export function cutAdapter(adapter: Adapter, allow: Exclude<Allowlist, 'catalog'>): Adapter {
  const { kind, role, capabilities, destinations, reasons, egress } = adapter;
  const send = async ({ id, events }: OutboundBatch): ReturnType<Adapter['send']> => {
    const listed = events.flatMap((event) => projectEvent(event, allow) ?? []);
    return listed.length === 0 ? delivered() : adapter.send({ id, events: listed });
  };
  const close = (): Promise<void> => adapter.close();
  return {
    kind,
    role,
    capabilities,
    destinations,
    allow,
    ...(reasons && { reasons }),
    egress,
    open: () => adapter.open(),
    send,
    erase: (request) => adapter.erase(request),
    close,
    [Symbol.asyncDispose]: close,
  };
}
