import type { Adapter } from './adapter.ts';

/** What a wrapper does otherwise. */
export type AdapterChanges = Partial<Pick<Adapter, 'allow' | 'open' | 'send' | 'erase' | 'close'>>;

/**
 * The same destination with some of its behaviour replaced. Its facts are taken as they stand now, so that an adapter whose
 * object is changed later keeps the allowlist, the addresses and the declaration that were checked.
 */
export function wrapAdapter(adapter: Adapter, changes: AdapterChanges): Adapter {
  const { kind, role, capabilities, destinations, allow, reasons, egress } = adapter;
  const close = changes.close ?? ((): Promise<void> => adapter.close());
  return {
    kind,
    role,
    capabilities,
    destinations,
    allow,
    ...(reasons && { reasons }),
    egress,
    open: () => adapter.open(),
    send: (batch) => adapter.send(batch),
    erase: (request) => adapter.erase(request),
    ...(adapter.finishErasure && { finishErasure: adapter.finishErasure.bind(adapter) }),
    ...(adapter.read && { read: adapter.read.bind(adapter) }),
    ...changes,
    close,
    [Symbol.asyncDispose]: close,
  };
}
