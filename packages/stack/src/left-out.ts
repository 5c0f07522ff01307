import type { ApplicationModel, StackModel } from './model/stack-model.ts';

/** What is not generated, and why. */
export interface LeftOut {
  /** Alerts by name, and boards as `board "Title"`. */
  readonly names: readonly string[];
  readonly why: string;
  /** What to declare to have it. */
  readonly fix: string;
  /** Every product is expected to have it: it is said at each run, and not only in the page of the folder. */
  readonly isExpected: boolean;
}

const CONFIG = 'plumbline.config.ts';
const STACK = 'plumbline.stack.ts';

type Gap = readonly [isMissing: boolean, names: readonly string[], why: string, fix: string];

const inConfig = (example: string): string => `Declare it in ${CONFIG}: \`${example}\`.`;
const inStack = (example: string): string => `Say so in ${STACK}: \`${example}\`.`;

/** Names that say by themselves what they are; used for the example of a fix and for nothing else. */
const LIKELY = {
  email: /mail|smtp|\bses\b|postmark|sendgrid/i,
  blob: /blob|\bs3\b|storage|bucket|file|object/i,
  bugReport: /bug|feedback|report/i,
} as const;

const likely = (what: keyof typeof LIKELY, names: readonly string[]): string =>
  names.find((name) => LIKELY[what].test(name)) ?? '…';

/** A dependency that no role is given to: the names that are declared are not those that are looked for. */
function roleGap({ application, roles }: StackModel, role: 'email' | 'blob', operation: string, alert: string): Gap {
  const declared = Object.keys(application.dependencies);
  const declare = inConfig(`metrics: { dependencies: { ${role}: ['${operation}'] } }`);
  const why = `no dependency has the role \`${role}\``;
  return [
    roles[role] === undefined,
    [alert],
    declared.length === 0 ? why : `${why}; declared: ${declared.join(', ')}`,
    declared.length === 0 ? declare : inStack(`roles: { ${role}: '${likely(role, declared)}' }`),
  ];
}

function expectedGaps(model: StackModel): readonly Gap[] {
  const { application, bugReport, usage } = model;
  const hasEvents = application.usage.length > 0;
  const event = 'Declare the core actions with `defineCatalog` of @plumbline/schema';
  return [
    roleGap(model, 'email', 'send', 'PlumblineEmailDeliveryFailures'),
    roleGap(model, 'blob', 'put', 'PlumblineBlobStorageFailures'),
    [
      bugReport === undefined,
      ['PlumblineBugReportSubmitted'],
      'no event is named as the report of a bug',
      hasEvents
        ? inStack(`bugReport: '${likely('bugReport', application.usage)}'`)
        : `${event}, one for the report of a bug, and name that as \`bugReport\` in ${STACK}.`,
    ],
    [
      usage.core.length === 0,
      ['PlumblineCoreUsageQuiet', ...(hasEvents ? [] : ['board "Product usage"'])],
      hasEvents ? '`usage.core` names no event' : 'no product event is defined',
      hasEvents ? `Name the core actions as \`usage.core\` in ${STACK}, or leave it out for all.` : `${event}.`,
    ],
    [
      application.jobs.length === 0,
      ['PlumblineJobFailed', 'PlumblineJobStale'],
      'no background job is declared',
      inConfig('metrics: { jobs: { digest: { everySeconds: 86_400 } } }'),
    ],
    ...staleGaps(application),
    [
      application.actions.length === 0,
      [
        'PlumblineAuditRefused',
        'PlumblineAuditLost',
        'PlumblineAuditStoreFailing',
        'PlumblineAuditUnsealed',
        'PlumblineAuditAnchorOld',
        'PlumblineAuditVerificationOld',
        'PlumblineAuditFindings',
      ],
      'no audited action is declared',
      inConfig('audit: { actions: defineActions({ ...starterActions }) }'),
    ],
  ];
}

/** Jobs that nothing says the interval of: that one of them has stopped is noticed by nobody. */
function staleGaps({ jobs }: ApplicationModel): readonly Gap[] {
  const unknown = jobs.filter(({ everySeconds }) => everySeconds === undefined).map(({ name }) => name);
  const isAll = unknown.length === jobs.length;
  return [
    [
      unknown.length > 0,
      [isAll ? 'PlumblineJobStale' : `PlumblineJobStale of ${unknown.join(', ')}`],
      'nothing says how often the job runs',
      `Say it in ${CONFIG}: \`metrics: { jobs: { ${unknown[0] ?? ''}: { everySeconds: 3_600 } } }\`; leave it where it runs at no fixed time.`,
    ],
  ];
}

const WORK = [
  ['queues', ['PlumblineQueueStalled'], "metrics: { queues: ['mail'] }"],
  ['syncs', ['PlumblineSyncFailing'], "metrics: { syncs: ['calendar'] }"],
  ['connections', ['PlumblineReconnectsFailing'], "metrics: { connections: ['broker'] }"],
  ['pools', ['PlumblinePoolExhausted'], "metrics: { pools: ['main'] }"],
  ['gauges', ['PlumblineGaugesStale', 'board "Workflow health"'], 'metrics: { gauges: [workflow] }'],
  [
    'adapters',
    ['PlumblineEventsLost', 'PlumblineEventsDropped', 'PlumblineEgressApprovalExpired'],
    'events: { adapters: [clickhouse.fromEnv()] }',
  ],
] as const;

const EXPORTERS = [
  ['host', ['PlumblineDiskWillFill', 'PlumblineHostMemoryLow']],
  ['containers', ['PlumblineContainerMemoryHigh', 'PlumblineContainerRestarting']],
  ['kubernetes', ['PlumblinePodRestarting', 'PlumblineReplicasMissing', 'PlumblineNodeNotReady']],
  ['postgres', ['PlumblinePostgresDown', 'PlumblinePostgresConnectionsHigh', 'PlumblinePostgresReplicationLag']],
] as const;

function otherGaps({ application, exporters, probe, slos }: StackModel): readonly Gap[] {
  const { containers, host, kubernetes, postgres } = exporters;
  return [
    [
      slos.length === 0,
      ['PlumblineSloBurnFast', 'PlumblineSloBurnSlow', 'board "Objectives"'],
      '`slos` is an empty list',
      `Leave \`slos\` out of ${STACK} for two to begin with, or write some with \`defineSlo\`.`,
    ],
    [
      probe === undefined,
      ['PlumblineProbeFailing'],
      'no readiness endpoint is named',
      inStack(`probe: 'http://${application.service.name}:8080/readyz'`),
    ],
    ...WORK.map(([name, names, example]): Gap => [
      application[name].length === 0,
      names,
      `no ${name} are declared`,
      inConfig(example),
    ]),
    ...EXPORTERS.map(([name, names]): Gap => [
      !exporters[name],
      names,
      `the exporter \`${name}\` is off`,
      inStack(`exporters: { ${name}: true }`),
    ]),
    [
      !host && !containers && !kubernetes,
      ['board "Infrastructure"'],
      'no exporter of hosts, containers or the cluster is on',
      inStack('exporters: { host: true }'),
    ],
    [
      !postgres && application.pools.length === 0,
      ['board "PostgreSQL"'],
      'neither a pool is declared nor the exporter `postgres` on',
      inStack('exporters: { postgres: true }'),
    ],
  ];
}

const missing = (gaps: readonly Gap[], isExpected: boolean): readonly LeftOut[] =>
  gaps.flatMap(([isMissing, names, why, fix]) => (isMissing ? [{ names, why, fix, isExpected }] : []));

/** Alerts and boards that are not generated, since nothing declares what they would need: what is expected of every product first. */
export const leftOut = (model: StackModel): readonly LeftOut[] => [
  ...missing(expectedGaps(model), true),
  ...missing(otherGaps(model), false),
];
