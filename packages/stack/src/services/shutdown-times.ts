import { DEFAULT_GRACE_MS, DEFAULT_SHUTDOWN_MS } from '@plumbline/core';
import type { StackModel } from '../model/stack-model.ts';

/** Every number of a deployment that has to do with its end comes from here, and from `shutdown` of the configuration. */

/**
 * Seconds that Kubernetes waits before SIGTERM. A pod that ends leaves its Services at once, but each node learns so in its
 * own time; no API says when all have.
 */
export const PRE_STOP_SECONDS = 5;

const seconds = (ms: number): number => Math.ceil(ms / 1_000);

/** Seconds between SIGTERM and SIGKILL. */
export const graceSeconds = ({ application }: StackModel): number =>
  seconds(application.shutdown?.graceMs ?? DEFAULT_GRACE_MS);

/** `terminationGracePeriodSeconds`: Kubernetes counts from the beginning of `preStop`, and not from SIGTERM. */
export const terminationSeconds = (model: StackModel): number => PRE_STOP_SECONDS + graceSeconds(model);

/** Seconds that drain and shutdown may take: whoever ends the process has to leave it more. */
export const neededSeconds = ({ application }: StackModel): number => {
  const { drainMs = 0, timeoutMs = DEFAULT_SHUTDOWN_MS } = application.shutdown ?? {};
  return seconds(drainMs + timeoutMs);
};
