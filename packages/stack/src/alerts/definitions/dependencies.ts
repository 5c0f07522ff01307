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
        `Read "Dependency calls" on the board: does one operation fail, or all? Query: \`sum by (operation, outcome) (increase(plumbline_dependency_calls_total{dependency="${dependency}"}[15m]))\`.`,
        'Follow `logs_url`: each failed call has a line with its status and the foreign request ID, which the provider asks for.',
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

function dependencyDown(context: RuleContext): AlertDefinition {
  const labels = { dependency: 'postgres' };
  const up = (values: string): ProofSeries => context.series('plumbline.dependency.up', labels, values);
  const healthy = context.series('plumbline.dependency.up', { dependency: 'postgres', instance: 'b' }, '1x200');
  const proofs = gaugeProofs({
    gauge: up,
    good: 1,
    bad: 0,
    forMinutes: 2,
    beside: [healthy],
    labels: context.labels(labels),
  });
  return {
    name: 'PlumblineDependencyDown',
    severity: 'critical',
    layer: 'reliability',
    summary: '{{ $labels.service_name }} cannot reach {{ $labels.dependency }}',
    description: 'The health check of {{ $labels.dependency }} has failed for 2 minutes on at least one replica.',
    expr: `${context.min(context.select('plumbline.dependency.up'), 'dependency')} == 0`,
    for: '2m',
    proofs: [...proofs, ...neighbourProofs(context, proofs)],
    runbook: {
      meaning: 'A check of /readyz that the service needs does not pass within its deadline, on one replica or on all.',
      impact: 'What needs the dependency fails; a replica whose required check fails takes no traffic.',
      diagnosis: [
        'Which replicas? `plumbline_dependency_up == 0` lists them: one is its host or network, all are the dependency.',
        "Ask `/readyz` with the operator's token: the answer names the check, how long it took and a code.",
        'Look at the dependency itself: is it up, has it connections left, does its certificate or password still hold?',
      ],
      mitigation: [
        'Restart or fail over the dependency; the service reconnects by itself.',
        'When one replica alone is cut off: take it out of traffic and start another.',
      ],
    },
    board: 'plumbline-reliability',
    logs: context.logs(ERRORS),
    traces: context.traces('kind = client && status = error'),
  };
}

/** What the service depends on. */
export const dependencyAlerts = (context: RuleContext): readonly AlertDefinition[] => [
  ...roles(context),
  dependencyDown(context),
];
