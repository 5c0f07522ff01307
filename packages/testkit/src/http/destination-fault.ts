/** How a destination behaves from now on. */
export type DestinationFault =
  /** As it should. */
  | 'none'
  /** Nobody listens: connections are refused. */
  | 'down'
  /** Too busy: 503, or what the protocol has for it. Nothing is stored. */
  | 'busy'
  /** It fails: 500, or what the protocol has for it. Nothing is stored. */
  | 'error'
  /** Too many requests: 429 with `Retry-After: 2`. Nothing is stored. */
  | 'throttled'
  /** The request is too large as a whole: 413, or what the protocol has for it. Nothing is stored. */
  | 'too_large'
  /** The request is refused for good: 400, or what the protocol has for it. Nothing is stored. */
  | 'refuse'
  /** The connection is cut after the request was read; nothing is stored. */
  | 'cut'
  /** The request is stored, and the connection cut in place of the answer. */
  | 'lost_reply'
  /** The request is read and the connection ended without an answer; nothing is stored. */
  | 'half_close'
  /** The request is read and never answered; nothing is stored. */
  | 'hang'
  /** The request is stored, and the answer comes so slowly that no deadline waits for it. */
  | 'drip'
  /** All but the first event are stored; the first is refused for good, as the protocol says so. */
  | 'partial';

/** Every fault in which something goes wrong. */
export const destinationFaults = [
  'down',
  'busy',
  'error',
  'throttled',
  'too_large',
  'refuse',
  'cut',
  'lost_reply',
  'half_close',
  'hang',
  'drip',
  'partial',
] as const satisfies readonly DestinationFault[];

/** What a throttled destination asks to wait, in seconds: the value of its `Retry-After`. */
export const RETRY_AFTER_SECONDS = 2;
