import {
  type Clock,
  createGauge,
  type Log,
  type Meter,
  noopLog,
  noopMeter,
  type ObservableResult,
  systemClock,
} from '@plumbline/core';
import { type Check, type CheckSpec, createCheck } from './check.ts';
import { checkHealthOptions } from './check-options.ts';
import { createBearerTest } from './bearer.ts';
import {
  createResponder,
  type HeaderSource,
  type HealthResponse,
  type NodeRequest,
  type NodeResponse,
} from './respond.ts';
import type { CheckFunction } from './run.ts';
import type { CheckResult } from './verdict.ts';

export interface HealthOptions {
  /** What to ask, by name. A function alone is a critical check with the settings below. @default {} */
  readonly checks?: Readonly<Record<string, CheckFunction | CheckSpec>>;
  /** Deadline of each check in milliseconds. @default 1000 */
  readonly timeoutMs?: number;
  /** How long an answer is used again, in milliseconds. @default 2000 */
  readonly cacheMs?: number;
  /** Bearer token of the operator, at least 32 characters. Without one nobody sees details. */
  readonly token?: string;
  /** @default systemClock */
  readonly clock?: Clock;
  /** Where `plumbline.dependency.up` is measured. @default noopMeter */
  readonly meter?: Meter;
  /** Told when a check starts to fail or passes again. @default noopLog */
  readonly log?: Log;
}

/** `failed` when a critical check fails; `degraded` when another one does, or one is degraded itself; `ok` otherwise. */
export type HealthStatus = 'ok' | 'degraded' | 'failed';

/** The answer of one check, for the operator. */
export interface CheckDetail extends CheckResult {
  readonly critical: boolean;
}

/** The whole answer. `draining` and `checks` are there for the operator alone. */
export interface HealthReport {
  readonly status: HealthStatus;
  readonly draining?: boolean;
  readonly checks?: Readonly<Record<string, CheckDetail>>;
}

export interface Health {
  /** Whether the process runs its event loop. It asks no dependency: restarting cannot mend a database. */
  readonly live: () => HealthReport;
  /** Whether to send requests here: `failed` while draining and when a critical check fails. It never rejects. */
  readonly ready: (authorization?: string) => Promise<HealthReport>;
  /** How the dependencies are, draining or not. It never rejects. */
  readonly health: (authorization?: string) => Promise<HealthReport>;
  /** Takes this replica out of rotation for good: call it at SIGTERM, before the server closes. */
  readonly drain: () => void;
  /** Answers /livez, /readyz and /healthz; undefined for every other path. For any framework. It never rejects. */
  readonly respond: (path: string, headers?: HeaderSource, method?: string) => Promise<HealthResponse | undefined>;
  /** Answers on node:http, http2 or Express; false when the path is not one of the three. It never throws. */
  readonly nodeHandler: (request: NodeRequest, response: NodeResponse) => boolean;
  /** Stops measuring `plumbline.dependency.up`. */
  readonly close: () => void;
}

function createChecks(options: HealthOptions): Check[] {
  const { timeoutMs = 1_000, cacheMs = 2_000, clock = systemClock, log = noopLog } = options;
  const onChange = (dependency: string, { status, error, code }: CheckResult): void => {
    if (status === 'ok') log.info({ dependency }, 'dependency check passes again');
    else
      log.warn(
        { dependency, error_type: error, ...(code !== undefined && { error_code: code }) },
        'dependency check fails',
      );
  };
  return Object.entries(options.checks ?? {}).map(([name, given]) => {
    const spec: CheckSpec = typeof given === 'function' ? { run: given } : given;
    const { run, critical = true } = spec;
    const settings = { timeoutMs: spec.timeoutMs ?? timeoutMs, cacheMs: spec.cacheMs ?? cacheMs };
    return createCheck({ name, run, critical, clock, onChange, ...settings });
  });
}

/**
 * A collection reports the last answers and waits for none. Where they are stale it asks anew for the next one, so that
 * the gauge lives without probes; once it is over, as a check may block. A check that never ran has no point: neither 0
 * nor 1 would be true.
 */
function observeChecks(meter: Meter, checks: readonly Check[]): () => void {
  const gauge = createGauge(meter, 'plumbline.dependency.up');
  let ended = false;
  const ask = (): void => {
    if (!ended) for (const check of checks) void check.result();
  };
  const observe = (result: ObservableResult): void => {
    for (const check of checks) {
      const last = check.last();
      if (last) result.observe(last.status === 'ok' ? 1 : 0, { dependency: check.name, critical: `${check.critical}` });
    }
    setImmediate(ask);
  };
  gauge.addCallback(observe);
  return () => {
    ended = true;
    gauge.removeCallback(observe);
  };
}

async function askAll(
  checks: readonly Check[],
): Promise<{ status: HealthStatus; details: Record<string, CheckDetail> }> {
  const results = await Promise.all(checks.map(async (check) => ({ check, result: await check.result() })));
  const failing = results.filter(({ result }) => result.status !== 'ok');
  const critical = failing.some(({ check, result }) => check.critical && result.status === 'failed');
  return {
    status: critical ? 'failed' : failing.length > 0 ? 'degraded' : 'ok',
    details: Object.fromEntries(
      results.map(({ check, result }) => [check.name, { ...result, critical: check.critical }]),
    ),
  };
}

/**
 * Makes the three health endpoints of one process, with the meaning Kubernetes gives them. Nothing runs until somebody
 * asks. Throws `PLB_HEALTH_OPTION` with all faults of the options.
 */
export function createHealth(options: HealthOptions = {}): Health {
  checkHealthOptions(options);
  const checks = createChecks(options);
  const isOperator = createBearerTest(options.token);
  const close = observeChecks(options.meter ?? noopMeter, checks);
  let draining = false;
  const live = (): HealthReport => ({ status: 'ok' });
  const health = async (authorization?: string): Promise<HealthReport> => {
    const { status, details } = await askAll(checks);
    return isOperator(authorization) ? { status, draining, checks: details } : { status };
  };
  const ready = async (authorization?: string): Promise<HealthReport> => {
    if (!draining) return health(authorization);
    return isOperator(authorization) ? { status: 'failed', draining } : { status: 'failed' };
  };
  const drain = (): void => {
    draining = true;
  };
  return { live, ready, health, drain, close, ...createResponder({ live, ready, health }) };
}
