import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Adapter, type DeferredAdapter, type Describer, withDeadline } from '@plumbline/core';
import { type AuditStation, prepareAudit } from './doctor/live/audit-store.ts';
import { CANARY_EVENT, watchEvents } from './doctor/live/event-stores.ts';
import { otlpResults, sentryResult } from './doctor/live/otel-results.ts';
import { findPlanted, makeSecret } from './doctor/live/planted.ts';
import type { LiveQuestion, LiveResult } from './doctor/live/report.ts';
import { type Scrape, scrapeResult } from './doctor/live/scrape.ts';
import { CANARY_LINE, type Secrets, sendCanary } from './doctor/live/send.ts';
import { canaryConfig, canaryEnvironment } from './doctor/live/setting.ts';
import { watchHttp } from './doctor/live/tap.ts';
import { type Baseline, loadTools, type Tools } from './doctor/live/tools.ts';

/** The describer of `plumbline doctor --live`: it runs in the process that imported the configuration, and then ends. */

/** Share of what is left that sending may take; the rest is for reading back and for the shutdown. */
const FLUSH_SHARE = 0.6;
/** Kept for the answer itself. */
const RESERVE_MS = 300;

interface LoadedConfig {
  readonly catalog?: { readonly events?: Readonly<Record<string, { readonly surfaces?: readonly string[] }>> };
  readonly events?: { readonly adapters?: readonly (Adapter | DeferredAdapter)[] };
  readonly audit?: unknown;
  readonly metrics?: { readonly prometheus?: Scrape };
}

const newSecrets = (): Secrets => ({
  line: makeSecret(),
  traces: makeSecret(),
  metrics: makeSecret(),
  errors: makeSecret(),
  audit: makeSecret(),
});

function lineResult(lines: readonly string[], secret: string): LiveResult {
  const name = 'stdout';
  const line = lines.find((one) => one.includes(CANARY_LINE));
  if (line === undefined)
    return { name, state: 'off', why: 'the levels or the sampling of the log leave even errors out' };
  const { level } = JSON.parse(line) as { readonly level?: string };
  return { name, state: 'arrived', proof: `one line at level ${level ?? ''}`, planted: findPlanted(line, secret) };
}

const late = (name: string): LiveResult => ({ name, state: 'unknown', why: 'it gave no answer before the deadline' });

/** Everything that is sent, in order; what a hanging destination holds up is judged as it stands at the deadline. */
async function run(
  baseline: Baseline,
  use: Omit<Parameters<typeof sendCanary>[0], 'baseline' | 'recordAudit'> & { readonly audit: AuditStation },
  left: () => number,
): Promise<void> {
  sendCanary({ ...use, baseline, recordAudit: (base) => use.audit.record(base) });
  await baseline.flush({ timeoutMs: left() * FLUSH_SHARE });
}

async function sendAll(config: LoadedConfig, question: LiveQuestion, tools: Tools, spool: string) {
  const left = (): number => Math.max(1, question.deadline - Date.now() - RESERVE_MS);
  const since = Date.now() - 1_000;
  const secrets = newSecrets();
  const lines: string[] = [];
  const wire = watchHttp();
  const stores = watchEvents(config.events?.adapters ?? []);
  const audit = await prepareAudit(config.audit, question, { tools, secret: secrets.audit });
  const environment = canaryEnvironment(process.env, question, spool);
  const declared = config.catalog?.events?.[CANARY_EVENT];
  const baseline = await tools.preset.start(
    canaryConfig({ ...config }, { adapters: stores.adapters, audit: audit.section }),
    {
      environment,
      signals: false,
      logDestination: { write: (line: string) => void lines.push(line) },
      ...(audit.store && { audit: { store: audit.store } }),
    },
  );
  const event = declared && { surface: declared.surfaces?.[0] ?? '' };
  await withDeadline(run(baseline, { tools, question, secrets, lines, event, audit }, left), left(), () => undefined);
  const asked = [
    { name: 'prometheus', result: scrapeResult(config.metrics?.prometheus, process.env) },
    ...stores.results({ event: declared !== undefined, since }),
    { name: 'audit', result: audit.result() },
  ];
  const ms = left() / 2;
  const stored = await Promise.all(asked.map(({ name, result }) => withDeadline(result, ms, () => late(name))));
  const seen = { tools, environment, exchanges: wire.exchanges(), secrets };
  const results = [lineResult(lines, secrets.line), ...otlpResults(seen), sentryResult(seen), ...stored];
  await withDeadline(baseline.shutdown({ timeoutMs: left() }), left(), () => undefined);
  wire.stop();
  return results;
}

export const describe: Describer = async (config, [asked = '{}']): Promise<readonly LiveResult[]> => {
  const question = JSON.parse(asked) as LiveQuestion;
  const tools = await loadTools(process.cwd());
  const spool = mkdtempSync(path.join(tmpdir(), 'plumbline-canary-'));
  try {
    return await sendAll(config as LoadedConfig, question, tools, spool);
  } finally {
    rmSync(spool, { recursive: true, force: true });
  }
};
