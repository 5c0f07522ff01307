/** What the proxy does to everything that comes next, on new connections and on those that are open. */
export type ProxyFault =
  /** Every byte and every end goes through unchanged. */
  | { readonly kind: 'pass' }
  /** Nobody listens: ECONNREFUSED. Open connections are reset. */
  | { readonly kind: 'refuse' }
  /** A connection is reset (RST) as soon as it is accepted; open ones at once. */
  | { readonly kind: 'reset' }
  /** Reset after so many bytes of the request reached the server, or of the reply the client, counted from {@link FaultProxy.set}. */
  | { readonly kind: 'reset-after'; readonly bytes: number; readonly of?: 'request' | 'reply' }
  /** The first byte of a request is answered with FIN. The proxy reads on, and nothing reaches the server. */
  | { readonly kind: 'half-close' }
  /** Nothing moves in either direction, and nothing reaches the server. Such a connection is reset when the fault changes. */
  | { readonly kind: 'hang' }
  /** Replies arrive at this speed; requests pass. */
  | { readonly kind: 'drip'; readonly bytesPerSecond: number }
  /**
   * The request reaches the server, which answers in full; then the connection is reset and the client sees nothing of
   * the answer. Replies still pass until the client has sent `afterBytes` on that connection, for protocols that greet first.
   */
  | { readonly kind: 'lose-reply'; readonly afterBytes?: number }
  /** Each piece waits so long in each direction. */
  | { readonly kind: 'latency'; readonly ms: number };

type Plain = 'pass' | 'refuse' | 'reset' | 'half-close' | 'hang' | 'lose-reply';

/** A fault, or the bare name of one that needs no number. */
export type ProxyFaultName = ProxyFault | Plain;

/** The number of a fault: above zero where zero would be another fault. */
const numberOf = (fault: ProxyFault): readonly [number, number] => {
  if (fault.kind === 'reset-after') return [fault.bytes, 1];
  if (fault.kind === 'drip') return [fault.bytesPerSecond, 1];
  if (fault.kind === 'latency') return [fault.ms, 0];
  return [fault.kind === 'lose-reply' ? (fault.afterBytes ?? 0) : 0, 0];
};

/** The fault as an object. Throws a RangeError for a number that makes no sense. */
export function readFault(fault: ProxyFaultName): ProxyFault {
  const read: ProxyFault = typeof fault === 'string' ? { kind: fault } : fault;
  const [value, least] = numberOf(read);
  if (!(value >= least && Number.isFinite(value))) {
    throw new RangeError(`fault proxy: the number of ${read.kind} must be at least ${least}`);
  }
  return read;
}
