import path from 'node:path';
import process from 'node:process';
import { type Describer, PlumblineError } from '@plumbline/core';
import { createReporting } from '../reporting/create-reporting.ts';
import { METRICS_LOCK } from '../reporting/lock.ts';
import type { Report, ReportAsk, ReportRun } from '../reporting/report.ts';
import { declaredMetrics, type ReportingSections } from './declared-metrics.ts';
import { readText } from './lock-file.ts';
import { openStore } from './open-store.ts';

/** What `plumbline report` asks of a configuration. */
export interface ReportOrder {
  readonly ask: ReportAsk;
  /** Whether finished periods are computed and kept first. */
  readonly computes: boolean;
}

export interface DescribedReport {
  readonly service: string;
  readonly report: Report;
  /** Absent where nothing was to be computed. */
  readonly run?: ReportRun;
}

function readLock(): string {
  const text = readText(path.join(process.cwd(), METRICS_LOCK));
  if (text !== undefined) return text;
  throw new PlumblineError('PLB_REPORTING_LOCK', `${METRICS_LOCK} is missing`, {
    fix: 'Run `npx plumbline metrics`, review what it writes, and commit the file: a number that is kept must say for ever what it meant.',
  });
}

/** Runs in the process that imported the configuration, in the folder of the application. */
export const describe: Describer = async (given, [text = '{}']): Promise<DescribedReport> => {
  const config = given as ReportingSections;
  const { ask, computes } = JSON.parse(text) as ReportOrder;
  const metrics = declaredMetrics(config);
  const lock = readLock();
  const store = await openStore(config, process.env, process.cwd());
  try {
    const reporting = createReporting({ source: store, store, metrics, lock });
    const run = computes ? await reporting.run() : undefined;
    const report = await reporting.read(ask);
    return { service: config.service?.name ?? '', report, ...(run && { run }) };
  } finally {
    await store[Symbol.asyncDispose]?.();
  }
};
