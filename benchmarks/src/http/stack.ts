import type * as NodeHttp from 'node:http';
import type { RequestListener } from 'node:http';

/** Where everything goes. */
export interface Destinations {
  /** OTLP, for traces, metrics and logs. */
  readonly otlp: string;
  /** Product events. */
  readonly sink: string;
  /** Errors, where somebody tracks them. */
  readonly dsn?: string | undefined;
}

/** All that a service does beside its own affair, as one side sets it up. */
export interface Stack {
  readonly createServer: typeof NodeHttp.createServer;
  readonly handler: RequestListener;
  readonly captureError: (error: Error) => void;
  /** Waits until everything was handed over, and says how many audit records are stored. */
  readonly finish: () => Promise<{ readonly audited: number }>;
}

/** What is audited when something changes. */
export const entry = {
  subject: { type: 'user', id: 'u_7' },
  before: { role: 'viewer' },
  after: { role: 'admin' },
} as const;

/** Long enough for a queue that one request a connection has filled. */
export const FINISH_MS = 30_000;
