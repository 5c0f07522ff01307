import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FaultProxy, ProxyFaultName } from '@plumbline/testkit/servers';
import type { ReceiverName } from '../../../packages/stack/src/model/stack-options.ts';
import { backgroundFiles } from '../src/background.ts';
import type { Stage } from './stage.ts';

/** An alert, with the label that tells it from others of its name: `PlumblineSloBurnFast/api-latency`. */
export type AlertId = string;

/** Something that breaks, who must be told of it, and how it is mended. */
export interface Scenario {
  readonly what: string;
  /** Every alert that must reach somebody, with everybody that it must reach. */
  readonly told: Readonly<Record<AlertId, readonly ReceiverName[]>>;
  /** Alerts that fire and must not be told, because a worse one says it already. */
  readonly inhibited?: readonly AlertId[];
  doBreak(stage: Stage): Promise<void> | void;
  repair(stage: Stage): Promise<void> | void;
}

const outbox = ({ shared }: Stage): string => path.join(shared, 'outbox.jsonl');

/** A folder in the place of a file: nothing can be appended to it. */
function blockOutbox(stage: Stage): void {
  rmSync(outbox(stage), { force: true });
  mkdirSync(outbox(stage));
}

const unblockOutbox = (stage: Stage): void => rmSync(outbox(stage), { recursive: true, force: true });

async function setAll(proxies: readonly FaultProxy[], fault: ProxyFaultName): Promise<void> {
  for (const proxy of proxies) await proxy.set(fault);
}

const MAIL = { PlumblineEmailDeliveryFailures: ['chat'], PlumblineOutboundFailures: ['chat'] } as const;

const AVAILABILITY = {
  told: { PlumblineHighErrorRate: ['oncall'], 'PlumblineSloBurnFast/api-availability': ['oncall'] },
  inhibited: ['PlumblineSloBurnSlow/api-availability'],
} as const;

/** They are independent of each other, so that all can be broken at once. */
export const INDEPENDENT: readonly Scenario[] = [
  {
    what: 'e-mail fails: the service that sends it answers with an error',
    told: MAIL,
    doBreak: blockOutbox,
    repair: unblockOutbox,
  },
  {
    what: 'the blob storage is gone',
    told: { PlumblineBlobStorageFailures: ['chat'] },
    doBreak: ({ shared }) => renameSync(path.join(shared, 'blobs'), path.join(shared, 'blobs.away')),
    repair: ({ shared }) => renameSync(path.join(shared, 'blobs.away'), path.join(shared, 'blobs')),
  },
  {
    what: 'a job fails',
    told: { PlumblineJobFailed: ['chat'] },
    doBreak: ({ shared }) => rmSync(backgroundFiles(shared).recipients),
    repair: ({ shared }) => writeFileSync(backgroundFiles(shared).recipients, 'everybody\n'),
  },
  {
    what: 'a job is not started any more',
    told: { PlumblineJobStale: ['chat'] },
    doBreak: ({ shared }) => writeFileSync(backgroundFiles(shared).cleanupLock, ''),
    repair: ({ shared }) => rmSync(backgroundFiles(shared).cleanupLock),
  },
  {
    what: 'a third of the requests fails',
    ...AVAILABILITY,
    doBreak: ({ load }) => void (load.mood.errors = true),
    repair: ({ load }) => void (load.mood.errors = false),
  },
  {
    what: 'responses are slow: a middleware waits',
    told: { PlumblineHighLatencyP95: ['chat'], 'PlumblineSloBurnFast/api-latency': ['oncall'] },
    inhibited: ['PlumblineSloBurnSlow/api-latency'],
    doBreak: ({ shared }) => writeFileSync(backgroundFiles(shared).brake, ''),
    repair: ({ shared }) => rmSync(backgroundFiles(shared).brake),
  },
  {
    what: 'the audit store refuses records',
    told: { PlumblineAuditStoreFailing: ['security'] },
    doBreak: ({ databases }) => databases.audit.set('refuse'),
    repair: ({ databases }) => databases.audit.set('pass'),
  },
  {
    what: 'nobody can sample the workflow gauges',
    told: { PlumblineGaugesStale: ['product'] },
    doBreak: ({ databases }) => databases.gauges.set('refuse'),
    repair: ({ databases }) => databases.gauges.set('pass'),
  },
  {
    what: 'somebody tries passwords',
    told: { PlumblineAuthFailureSpike: ['security'] },
    doBreak: ({ load }) => void (load.mood.guessing = true),
    repair: ({ load }) => void (load.mood.guessing = false),
  },
  {
    what: 'a queue has no worker',
    told: { PlumblineQueueStalled: ['chat'] },
    doBreak: ({ shared }) => writeFileSync(backgroundFiles(shared).workerLock, ''),
    repair: ({ shared }) => rmSync(backgroundFiles(shared).workerLock),
  },
  {
    what: 'somebody reports a bug',
    told: { PlumblineBugReportSubmitted: ['product'] },
    doBreak: ({ load }) => void (load.mood.bug = true),
    repair: () => undefined,
  },
];

/** Half of the requests fail, and the other half still sends e-mail. */
export const CUT_OFF: Scenario = {
  what: 'one replica loses its database',
  told: { ...AVAILABILITY.told, PlumblineDependencyDown: ['oncall'] },
  doBreak: ({ databases }) => databases.application[1].set('refuse'),
  repair: ({ databases }) => setAll(databases.application, 'pass'),
};

/** Broken with {@link CUT_OFF}: a dependency that is down may be why. */
export const MAIL_BESIDE: Scenario = {
  what: 'e-mail fails beside it',
  told: {},
  inhibited: [...Object.keys(MAIL), ...AVAILABILITY.inhibited],
  doBreak: blockOutbox,
  repair: unblockOutbox,
};

/** Broken while {@link CUT_OFF} holds. */
export const DATABASE_DOWN: Scenario = {
  what: 'the database is gone for everybody',
  told: { PlumblineAuditStoreFailing: ['security'], PlumblineGaugesStale: ['product'] },
  doBreak: ({ databases }) => databases.server.stop('immediate'),
  repair: ({ databases }) => databases.server.start(),
};

/** One replica stands still, as on a host that swaps. The other reports and takes its work over: nobody is told. */
export const ONE_SILENT: Scenario = {
  what: 'one of two replicas stops sending',
  told: {},
  doBreak({ load, replicas }) {
    // Requests to it would wait for as long as it stands, and be slow ones afterwards.
    load.mood.quiet = true;
    replicas[1]?.signal('SIGSTOP');
  },
  repair: ({ replicas }) => replicas[1]?.signal('SIGCONT'),
};

export const SILENT: Scenario = {
  what: 'every replica stops sending',
  told: { PlumblineTelemetryMissing: ['oncall'] },
  inhibited: ['PlumblineGaugesStale', 'PlumblineJobStale'],
  doBreak({ replicas }) {
    for (const replica of replicas) replica.signal('SIGSTOP');
  },
  repair({ load, replicas }) {
    for (const replica of replicas) replica.signal('SIGCONT');
    load.mood.quiet = false;
  },
};
