import type { AlertDefinition } from '../../model/alert.ts';
import { firstEvent, firstEventProofs, IS_IT_NEWS } from '../first-event.ts';
import { gaugeProofs } from '../gauge-proofs.ts';
import { ERRORS, neighbourProofs, type RuleContext } from '../rule-context.ts';

const DESTINATION = 'plumbline.destination';
/** Room that is missing; every other reason of a refusal is about what was captured. */
const NO_ROOM = ['queue_full', 'spool_full', 'spool_corrupt'] as const;

function eventsLost(context: RuleContext): AlertDefinition {
  const lost = 'plumbline.events.lost';
  const own = { [DESTINATION]: 'other' };
  const proofs = firstEventProofs({
    minutes: 15,
    counted: (values) => context.series(lost, { ...own, reason: 'retries_exhausted' }, values),
    ignored: (values) => [context.series(lost, { ...own, reason: 'erased' }, values)],
    labels: context.labels(own),
  });
  return {
    name: 'PlumblineEventsLost',
    severity: 'warning',
    layer: 'product',
    summary: 'Product events for {{ $labels.plumbline_destination }} were lost',
    description:
      'Accepted events of {{ $labels.service_name }} will never arrive. Events that an erasure took are not counted.',
    expr: firstEvent(context, context.select(lost, { reason: { notIn: ['erased'] } }), 15, DESTINATION),
    for: '0m',
    proofs: [...proofs, ...neighbourProofs(context, proofs)],
    runbook: {
      meaning: 'Events were accepted and then given up, for a reason of the closed list.',
      impact: 'Product numbers of that destination are too low by what the counter says.',
      diagnosis: [
        `Why? ${context.asked(`increase(${context.select(lost)}[1h])`, DESTINATION, 'reason')}.`,
        '`retries_exhausted`, `mirror_behind`: the destination was away for too long. `rejected`: it refuses our data. `shutdown_deadline`, `crashed`: the process ended without a spool.',
        'Run `npx plumbline doctor --live`: it sends a canary to each destination.',
        IS_IT_NEWS,
      ],
      mitigation: [
        'Bring the destination back; what waits in the spool is delivered by itself.',
        'Give events a spool (`events.spool`), or a larger one (`maxBytes`).',
      ],
    },
    board: 'plumbline-usage',
    logs: context.logs(ERRORS),
  };
}

function eventsDropped(context: RuleContext): AlertDefinition {
  const refused = 'plumbline.events.refused';
  const proofs = firstEventProofs({
    minutes: 15,
    counted: (values) => context.series(refused, { reason: 'queue_full' }, values),
    ignored: (values) => [context.series(refused, { reason: 'consent' }, values)],
    labels: context.labels(),
  });
  return {
    name: 'PlumblineEventsDropped',
    severity: 'warning',
    layer: 'product',
    summary: '{{ $labels.service_name }} has no room for product events',
    description: 'Events were refused because the queue or the spool is full or cannot be read.',
    expr: firstEvent(context, context.select(refused, { reason: { in: NO_ROOM } }), 15),
    for: '0m',
    proofs: [...proofs, ...neighbourProofs(context, proofs)],
    runbook: {
      meaning: 'More is captured than is delivered, and the bound is reached.',
      impact: 'Events of this time are missing in every destination. Requests are not affected.',
      diagnosis: [
        `Which bound? ${context.asked(`increase(${context.select(refused)}[1h])`, 'reason')}.`,
        'What waits, and for whom? `plumbline_events_pending` and `plumbline_events_oldest_age_seconds` by destination.',
        'Is the disk of the spool full? `df -h` of its folder.',
        IS_IT_NEWS,
      ],
      mitigation: [
        'Bring the destination back that is behind: `plumbline_events_breaker == 2` names it.',
        'Make room on the disk, or raise `events.spool.maxBytes`.',
      ],
    },
    board: 'plumbline-usage',
    logs: context.logs(ERRORS),
  };
}

function approvalExpired(context: RuleContext): AlertDefinition {
  const expired = 'plumbline.egress.expired';
  const own = { [DESTINATION]: 'other' };
  const proofs = gaugeProofs({
    gauge: (values) => context.series(expired, own, values),
    good: 0,
    bad: 1,
    forMinutes: 15,
    labels: context.labels(own),
  });
  return {
    name: 'PlumblineEgressApprovalExpired',
    severity: 'warning',
    layer: 'audit',
    summary: 'The approval of {{ $labels.plumbline_destination }} has expired',
    description: '{{ $labels.service_name }} sends to a destination whose approval in the egress lockfile is over.',
    expr: `${context.max(context.select(expired), DESTINATION)} > 0`,
    for: '15m',
    proofs: [...proofs, ...neighbourProofs(context, proofs)],
    runbook: {
      meaning: 'The gate of the destination has an `expires` date that is past. Nothing stops by itself.',
      impact: 'Data leaves without an approval that is in force.',
      diagnosis: [
        'Read the line of the destination in `plumbline.egress.lock`: owner, review and date.',
        'Run `npx plumbline egress --check` in the repository.',
      ],
      mitigation: [
        'Let the owner review it, change `expires` of its gate, and record that with `npx plumbline egress approve`.',
        'Not wanted any more: remove the adapter and deploy.',
      ],
    },
    board: 'plumbline-audit',
  };
}

/** What becomes of product events. */
export const eventAlerts = (context: RuleContext): readonly AlertDefinition[] =>
  context.model.application.adapters.length === 0
    ? []
    : [eventsLost(context), eventsDropped(context), approvalExpired(context)];
