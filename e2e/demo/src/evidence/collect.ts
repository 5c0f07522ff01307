import path from 'node:path';
import type { OtlpReceiver } from '@plumbline/testkit/otlp';
import type { CostEvidence } from '../cost.ts';
import type { LoadLine } from '../load.ts';
import type { MirrorEvidence } from '../mirror/run-mirror.ts';
import type { Evidence } from '../report.ts';
import { type DemoOptions, type DemoRun, demoFiles } from '../run-demo.ts';
import { auditEvidence } from './audit.ts';
import { canaryEvidence } from './canaries.ts';
import { egressEvidence } from './egress.ts';
import { eventEvidence } from './product.ts';
import { reliabilityEvidence } from './reliability.ts';
import { requestEvidence } from './requests.ts';
import { type LogLine, readLines, type Sources } from './sources.ts';

/** The default of the preset, which the services were started with. */
const SAMPLE_RATIO = 0.1;

/** What was running, or measured by itself. */
export interface Collected {
  readonly receiver: OtlpReceiver;
  readonly cost: CostEvidence;
  readonly mirror: MirrorEvidence | undefined;
}

/** Reads everything back after both services have ended. */
export async function collectEvidence(
  options: DemoOptions,
  ran: DemoRun,
  { receiver, cost, mirror }: Collected,
): Promise<Evidence> {
  const files = demoFiles(options.directory);
  const dumps = {
    events: path.join(options.directory, 'events.jsonl'),
    audit: path.join(options.directory, 'audit.jsonl'),
  };
  const sources: Sources = {
    load: readLines<LoadLine>(files.load),
    approvalsLog: readLines<LogLine>(files.approvalsLog),
    notificationsLog: readLines<LogLine>(files.notificationsLog),
    spans: receiver.spans(),
    points: receiver.metrics(),
  };
  const requests = requestEvidence(sources, SAMPLE_RATIO);
  const reliability = reliabilityEvidence(sources, ran.seconds);
  const events = await eventEvidence(files.clickhouse, sources.points, dumps.events);
  const audit = await auditEvidence(options, sources, dumps.audit);
  const egress = egressEvidence(files.egress);
  const canaries = canaryEvidence(sources.load, {
    logs: [files.approvalsLog, files.notificationsLog],
    'traces, metrics and logs over OTLP': [files.otlp],
    'product events': [dumps.events],
    'ClickHouse files': [files.clickhouse],
    'audit records': [dumps.audit],
    'audit spool': [files.spool],
  });
  const faults = [
    ...Object.entries(ran.exits)
      .filter(([, how]) => how !== 'SIGTERM' && how !== '0')
      .map(([name, how]) => `${name} ended with ${how}`),
    ...requests.faults,
    ...reliability.faults,
    ...events.faults,
    ...audit.faults,
    ...receiver.faults.map(({ what }) => `OTLP: ${what}`).slice(0, 5),
    ...(egress.external > 0 ? [`${egress.external} destinations beyond this machine`] : []),
    ...(canaries.found > 0 ? [`${canaries.found} planted values found`] : []),
    ...(mirror?.faults ?? []),
    ...(canaries.planted === 0 ? ['no secret was planted, so none could be found'] : []),
  ];
  return {
    seconds: ran.seconds,
    seed: options.seed,
    requests,
    reliability,
    events,
    audit,
    egress,
    canaries,
    cost,
    mirror,
    faults,
  };
}
