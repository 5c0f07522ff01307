/**
 * How the process ends at SIGTERM. `plumbline stack` writes the grace period of Kubernetes from it, and holds the one of
 * Compose against it.
 */
export interface ShutdownConfig {
  /**
   * Milliseconds after SIGTERM for which readiness is false while servers go on taking requests, so that whoever sends them
   * hears of it first: at least two periods of what asks `/readyz`. SIGINT and a call of `shutdown` do not wait.
   * @default 0
   */
  readonly drainMs?: number;
  /**
   * Milliseconds for the shutdown that follows. Requests that run may take half of it, and all but 1,500 of one beyond 3,000;
   * the rest is kept for telemetry. @default 2500
   */
  readonly timeoutMs?: number;
  /**
   * Milliseconds that whoever ends the process leaves it between SIGTERM and SIGKILL; `drainMs` and `timeoutMs` must fit into
   * it. @default 30000, as Kubernetes without a `preStop`
   */
  readonly graceMs?: number;
}

/** Milliseconds between SIGTERM and SIGKILL in Kubernetes, where a Deployment says nothing else. */
export const DEFAULT_GRACE_MS = 30_000;
