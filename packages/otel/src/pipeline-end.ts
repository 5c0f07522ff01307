import { type Log, withDeadline } from '@plumbline/core';
import type { BatchSignal } from './batch-options.ts';
import type { ExportSockets } from './export-sockets.ts';
import type { ItemLedger } from './item-ledger.ts';

interface Ending {
  shutdown(): Promise<void>;
}

/** What an end has to do with; all of it is absent where nothing was started. */
export interface EndingPipelines {
  readonly tracerProvider?: Ending | undefined;
  readonly loggerProvider?: Ending | undefined;
  readonly meterProvider?: Ending | undefined;
  readonly ledgers?: Readonly<Partial<Record<BatchSignal, ItemLedger>>>;
  readonly sockets?: Pick<ExportSockets, 'cut'>;
  readonly log?: Log;
}

/** Time of a shutdown that spans and log records may not use up: the metrics of what they lost leave in it. */
const METRICS_MS = 1_000;
const METRICS_SHARE = 1 / 3;

/** Whether all of it went well. */
export async function settled(work: Iterable<Promise<unknown>>): Promise<boolean> {
  const results = await Promise.allSettled(work);
  return results.every(({ status }) => status === 'fulfilled');
}

/** Says what never arrived. The pipeline of log records has ended by now, so that the line is in the log alone. */
function sayLosses(ledgers: readonly (readonly [string, ItemLedger])[], log: Log | undefined): void {
  const tallies = ledgers.map(([signal, ledger]) => [signal, ledger.tally().lost] as const);
  const lost = tallies.filter(([, counts]) => Object.keys(counts).length > 0);
  if (lost.length > 0) log?.warn({ lost: Object.fromEntries(lost) }, 'telemetry was lost since the start');
}

/**
 * Ends spans and log records first and metrics last, all within the time: the last metrics tell of every loss. False when
 * something failed, was left over or the time ran out.
 */
export async function endPipelines(pipelines: EndingPipelines, timeoutMs: number): Promise<boolean> {
  const { tracerProvider, loggerProvider, meterProvider, ledgers = {}, sockets, log } = pipelines;
  const deadline = performance.now() + timeoutMs;
  const left = (): number => Math.max(1, deadline - performance.now());
  const end = (providers: readonly (Ending | undefined)[], ms: number): Promise<boolean> =>
    withDeadline(settled(providers.map((provider) => provider?.shutdown() ?? Promise.resolve())), ms, () => false);
  const reserve = meterProvider === undefined ? 0 : Math.min(METRICS_MS, timeoutMs * METRICS_SHARE);
  const areSent = await end([tracerProvider, loggerProvider], timeoutMs - reserve);
  const entries = Object.entries(ledgers);
  const isLeft = entries.some(([, ledger]) => ledger.tally().pending > 0);
  for (const [, ledger] of entries) ledger.close();
  sayLosses(entries, log);
  const areTold = await end([meterProvider], left());
  sockets?.cut();
  return areTold && areSent && !isLeft;
}
