import type { AlertDefinition } from '../../model/alert.ts';
import { failureShare, failureShareProofs } from '../failure-share.ts';
import { gaugeProofs } from '../gauge-proofs.ts';
import { ERRORS, neighbourProofs, type ProofSeries, type RuleContext } from '../rule-context.ts';

const CALLS = 'plumbline.dependency.calls';

/** What differs between the alerts of e-mail and of blob storage. */
interface Role {
  readonly name: string;
  readonly what: string;
  readonly share: number;
  readonly dependency: string;
  readonly impact: string;
  readonly check: string;
  readonly repair: string;
}

function roleFailures(context: RuleContext, role: Role): AlertDefinition {
  const { dependency, share } = role;
  const spec = { minutes: 15, guard: 'failures', least: 3, share } as const;
  const call =
    (name: string, outcome: string) =>
    (values: string): ProofSeries =>
      context.series(CALLS, { dependency: name, operation: 'other', outcome }, values);
  const proofs = failureShareProofs({
    ...spec,
    forMinutes: 5,
    failed: call(dependency, 'failure'),
    succeeded: call(dependency, 'success'),
    ignored: { failed: call('elsewhere', 'failure'), succeeded: call('elsewhere', 'success') },
    resulting: context.labels(),
  });
  const calls = context.asked(`increase(${context.select(CALLS, { dependency })}[15m])`, 'operation', 'outcome');
  return {
    name: role.name,
    severity: 'warning',
    layer: 'reliability',
    labels: { dependency },
    summary: `{{ $labels.service_name }}: {{ $value | humanizePercentage }} of ${role.what} fail`,
    description: `At least 3 calls of \`${dependency}\` failed in 15 minutes, and more than ${share * 100} % of all.`,
    expr: failureShare(context, {
      ...spec,
      failures: context.select(CALLS, { dependency, outcome: 'failure' }),
      events: context.select(CALLS, { dependency }),
      labels: [],
    }),
    for: '5m',
    proofs: [...proofs, ...neighbourProofs(context, proofs)],
    runbook: {
      meaning: `Calls of \`${dependency}\` end with an error more often than they may. Each attempt counts, also those that are tried again.`,
      impact: role.impact,
      diagnosis: [
        `Read "Failed calls of dependencies" on the board: does one operation fail, or all? Query: ${calls}.`,
        'Follow `logs_url`: "a call of a dependency failed" has `dependency`, `operation`, class and code of the error, and the request ID of the work that made it; one line in ten seconds, and `failures_without_line` counts the rest. `traces_url` has the call itself, with its status.',
        role.check,
      ],
      mitigation: [
        role.repair,
        'When the provider has an outage: say so to users, and stop what is not urgent, so that the rest gets through.',
        'When credentials were changed: put the new ones in place and restart; nothing else has to be repeated by hand.',
      ],
    },
    board: 'plumbline-reliability',
    logs: context.logs(ERRORS),
    traces: context.traces('kind = client && status = error'),
  };
}

function roles(context: RuleContext): readonly AlertDefinition[] {
  const { blob, email } = context.model.roles;
  return [
    ...(email === undefined
      ? []
      : [
          roleFailures(context, {
            name: 'PlumblineEmailDeliveryFailures',
            what: 'e-mails',
            share: 0.1,
            dependency: email,
            impact: 'Users wait for invitations, resets and notifications that do not come.',
            check:
              'Ask the provider: its status page, the quota, and whether the sender is still allowed (SPF, DKIM, blocked domain).',
            repair:
              'Send what failed again once the provider takes mail: failed messages stay with the application, not with Plumbline.',
          }),
        ]),
    ...(blob === undefined
      ? []
      : [
          roleFailures(context, {
            name: 'PlumblineBlobStorageFailures',
            what: 'calls of the blob storage',
            share: 0.05,
            dependency: blob,
            impact: 'Uploads are refused or files cannot be opened.',
            check:
              'Ask the storage with the credentials of the service: list the bucket, put and get one small object; look at quota and clock.',
            repair: 'When one region or bucket fails: switch to the replica if there is one; reads first.',
          }),
        ]),
  ];
}

const UP = 'plumbline.dependency.up';

/** A check of its kind fails on one of two replicas; checks of the other kind fail all the time. */
function checkProofs(context: RuleContext, critical: boolean, forMinutes: number): AlertDefinition['proofs'] {
  const own = { dependency: 'search', critical: `${critical}` };
  const other = { dependency: 'cache', critical: `${!critical}` };
  const proofs = gaugeProofs({
    gauge: (values) => context.series(UP, own, values),
    good: 1,
    bad: 0,
    forMinutes,
    beside: [context.series(UP, { ...own, instance: 'b' }, '1x200'), context.series(UP, other, '0x200')],
    labels: context.labels({ dependency: 'search' }),
  });
  return [...proofs, ...neighbourProofs(context, proofs)];
}

const failing = ({ min, select }: RuleContext, critical: boolean): string =>
  `${min(select(UP, { critical: `${critical}` }), 'dependency')} == 0`;

/** What leads from a check to its cause, whatever it is worth. */
const CHECK_STEPS = [
  "Ask `/readyz` with the operator's token: the answer names the check, how long it took and a code.",
  'Follow `logs_url`: "dependency check fails" has class and code of the error, once when it begins.',
  'Look at the dependency itself: is it up, has it connections left, does its certificate or password still hold?',
] as const;

const dependencyDown = (context: RuleContext): AlertDefinition => ({
  name: 'PlumblineDependencyDown',
  severity: 'critical',
  layer: 'reliability',
  summary: '{{ $labels.service_name }} cannot reach {{ $labels.dependency }}',
  description:
    'The critical health check of {{ $labels.dependency }} has failed for 2 minutes on at least one replica. Checks with `critical: false` are told by PlumblineCheckFailing.',
  expr: failing(context, true),
  for: '2m',
  proofs: checkProofs(context, true, 2),
  runbook: {
    meaning: 'A check of /readyz that the service needs does not pass within its deadline, on one replica or on all.',
    impact: 'What needs the dependency fails; a replica whose critical check fails takes no traffic.',
    diagnosis: [
      'Which replicas? `plumbline_dependency_up{critical="true"} == 0` lists them: one is its host or network, all are the dependency.',
      ...CHECK_STEPS,
    ],
    mitigation: [
      'Restart or fail over the dependency; the service reconnects by itself.',
      'When one replica alone is cut off: take it out of traffic and start another.',
      'When requests do well without it: declare the check with `critical: false`, and nobody is called for it again.',
    ],
  },
  board: 'plumbline-reliability',
  logs: context.logs(ERRORS),
  traces: context.traces('kind = client && status = error'),
});

const checkFailing = (context: RuleContext): AlertDefinition => ({
  name: 'PlumblineCheckFailing',
  severity: 'warning',
  layer: 'reliability',
  summary: '{{ $labels.service_name }} does without {{ $labels.dependency }}',
  description:
    'A health check with `critical: false` has failed for 15 minutes on at least one replica. Requests are answered all the same.',
  expr: failing(context, false),
  for: '15m',
  proofs: checkProofs(context, false, 15),
  runbook: {
    meaning: 'The service is `degraded`: a check fails that it was declared to do without.',
    impact: 'What needs the dependency is left out or late; replicas stay in rotation. It can wait for working hours.',
    diagnosis: ['Which replicas? `plumbline_dependency_up{critical="false"} == 0` lists them.', ...CHECK_STEPS],
    mitigation: [
      'Restart or repair the dependency; the service finds it again by itself.',
      'When requests fail with it after all: take `critical: false` away, so that somebody is called the next time.',
    ],
  },
  board: 'plumbline-reliability',
  logs: context.logs(ERRORS),
});

/** What the service depends on. */
export const dependencyAlerts = (context: RuleContext): readonly AlertDefinition[] => [
  ...roles(context),
  dependencyDown(context),
  checkFailing(context),
];
