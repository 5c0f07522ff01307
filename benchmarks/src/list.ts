import { audit } from './audit.ts';
import { auditDelay } from './audit/delay.ts';
import { auditThroughput } from './audit/throughput.ts';
import { auditVerify } from './audit/verify.ts';
import { capture } from './capture.ts';
import { clickhouse } from './clickhouse.ts';
import { collector } from './collector.ts';
import { dashboard } from './dashboard.ts';
import { events } from './events.ts';
import { ends } from './events/ends.ts';
import { outage } from './events/outage.ts';
import type { Benchmark } from './harness/benchmark.ts';
import { floor } from './floor.ts';
import { hostile } from './hostile.ts';
import { http } from './http.ts';
import { ingest } from './ingest.ts';
import { log } from './log.ts';
import { metrics } from './metrics.ts';
import { redaction } from './redaction.ts';
import { start } from './start.ts';
import { types } from './types.ts';

/** Every benchmark, in the order they are listed. */
export const benchmarks: readonly Benchmark[] = [
  http,
  start,
  collector,
  metrics,
  log,
  floor,
  redaction,
  hostile,
  capture,
  events,
  outage,
  ends,
  ingest,
  audit,
  auditThroughput,
  auditVerify,
  auditDelay,
  clickhouse,
  dashboard,
  types,
];
