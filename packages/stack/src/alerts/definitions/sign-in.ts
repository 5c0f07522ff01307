import type { AlertDefinition } from '../../model/alert.ts';
import { failureShare, failureShareProofs } from '../failure-share.ts';
import { neighbourProofs, type ProofSeries, type RuleContext } from '../rule-context.ts';

const ATTEMPTS = 'plumbline.auth.attempts';

/** Many failed sign-ins at once. */
export function signInAlerts(context: RuleContext): readonly AlertDefinition[] {
  const { authFailureRatio: share, minEvents: least } = context.model.thresholds;
  const spec = { minutes: 10, guard: 'failures', least, share } as const;
  const attempt =
    (outcome: string, reason: string) =>
    (values: string): ProofSeries =>
      context.series(ATTEMPTS, { outcome, reason }, values);
  const proofs = failureShareProofs({
    ...spec,
    forMinutes: 5,
    failed: attempt('failure', 'bad_credentials'),
    succeeded: attempt('success', 'none'),
    resulting: context.labels(),
  });
  const why = context.asked(`increase(${context.select(ATTEMPTS, { outcome: 'failure' })}[15m])`, 'reason');
  return [
    {
      name: 'PlumblineAuthFailureSpike',
      severity: 'warning',
      layer: 'audit',
      summary: '{{ $labels.service_name }}: {{ $value | humanizePercentage }} of sign-ins fail',
      description: `At least ${least} attempts failed in 10 minutes, and more than ${share * 100} % of all.`,
      expr: failureShare(context, {
        ...spec,
        failures: context.select(ATTEMPTS, { outcome: 'failure' }),
        events: context.select(ATTEMPTS),
        labels: [],
      }),
      for: '5m',
      proofs: [...proofs, ...neighbourProofs(context, proofs)],
      runbook: {
        meaning: 'Far more sign-ins fail than succeed: somebody tries passwords, or signing in is broken for all.',
        impact: 'Accounts may be at risk, or nobody gets in.',
        diagnosis: [
          `Why? ${why}: \`bad_credentials\` and \`locked\` look like an attack, \`error\` and \`expired\` like a fault of ours.`,
          'Who? `npx plumbline audit query --action login.failed` names accounts and addresses as far as they are recorded; `npx plumbline audit patterns` finds bursts.',
          'Did successes fall to zero at the same time? Then it is our sign-in or its provider.',
        ],
        mitigation: [
          'Attack: limit attempts at the gateway by address, lock the accounts that are tried, ask their owners for a second factor.',
          'Fault: roll back, or follow the status of the identity provider.',
        ],
      },
      board: 'plumbline-audit',
      logs: context.logs('| severity_number >= 13'),
    },
  ];
}
