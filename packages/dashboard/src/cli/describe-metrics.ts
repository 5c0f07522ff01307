import process from 'node:process';
import type { Describer } from '@plumbline/core';
import type { Metric } from '../reporting/metric.ts';
import { declaredMetrics, type ReportingSections } from './declared-metrics.ts';

/** What `plumbline metrics` asks of a configuration. */
export interface DescribedMetrics {
  /** Folder of the configuration, absolute. */
  readonly directory: string;
  readonly metrics: readonly Metric[];
}

/** Runs in the process that imported the configuration. */
export const describe: Describer = (given): DescribedMetrics => ({
  directory: process.cwd(),
  metrics: declaredMetrics(given as ReportingSections),
});
