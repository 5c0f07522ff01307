import type { AlertDefinition } from '../../model/alert.ts';
import { firstEvent, firstEventProofs, IS_IT_NEWS } from '../first-event.ts';
import { ERRORS, neighbourProofs, type ProofSeries, type RuleContext } from '../rule-context.ts';

/** An alert on the first record that did not make it. */
interface Fault {
  readonly name: string;
  readonly instrument: string;
  readonly summary: string;
  readonly description: string;
  readonly reason: string;
  readonly runbook: AlertDefinition['runbook'];
}

function recordFault(context: RuleContext, fault: Fault): AlertDefinition {
  const why = context.asked(`increase(${context.select(fault.instrument)}[1h])`, 'reason');
  const counted = (values: string): ProofSeries => context.series(fault.instrument, { reason: fault.reason }, values);
  const proofs = firstEventProofs({ minutes: 15, counted, labels: context.labels({ reason: fault.reason }) });
  return {
    name: fault.name,
    severity: 'critical',
    layer: 'audit',
    summary: fault.summary,
    description: fault.description,
    expr: firstEvent(context, context.select(fault.instrument), 15, 'reason'),
    for: '0m',
    proofs: [...proofs, ...neighbourProofs(context, proofs)],
    runbook: { ...fault.runbook, diagnosis: [`Why? ${why}.`, ...fault.runbook.diagnosis, IS_IT_NEWS] },
    board: 'plumbline-audit',
    logs: context.logs(ERRORS),
  };
}

const REFUSED: Fault = {
  name: 'PlumblineAuditRefused',
  instrument: 'plumbline.audit.refused',
  summary: '{{ $labels.service_name }} refused an audit record ({{ $labels.reason }})',
  description: 'A record of who did what was not accepted. The action itself went on.',
  reason: 'spool_unwritable',
  runbook: {
    meaning: 'The spool on disk could not be written, or the record is not what its declaration allows.',
    impact: 'This action is in no trail. It cannot be recorded later with its time.',
    diagnosis: [
      '`spool_unwritable`: free room and rights of the spool folder. `undeclared_action`, `invalid_field`, `oversized`: a fault in the code; follow `logs_url`.',
      'Run `npx plumbline doctor` beside the service: it writes into the spool.',
    ],
    mitigation: [
      'Make room or give the rights; records that come from then on are kept.',
      'Declare the action or correct the call, and deploy.',
      'Write down the gap: which action, from when to when, as the log tells it.',
    ],
  },
};

const LOST: Fault = {
  name: 'PlumblineAuditLost',
  instrument: 'plumbline.audit.lost',
  summary: '{{ $labels.service_name }} lost an audit record ({{ $labels.reason }})',
  description: 'An accepted record will never reach the store.',
  reason: 'memory_full',
  runbook: {
    meaning:
      'A record was accepted and then given up: no room in memory while the disk was away, a shutdown in that state, or a damaged line of the spool.',
    impact: 'The trail has a gap. Verification cannot know of a record that never had a seal.',
    diagnosis: [
      '`corrupt`: look at the disk (`dmesg`, SMART). `memory_full`, `shutdown`: the disk was away; see PlumblineAuditRefused and the host.',
      'The log has a line for each audit record: `npx plumbline audit verify --against-logs FILE` names those that the trail lacks.',
    ],
    mitigation: [
      'Repair or replace the disk and restart.',
      'Keep the log of that time with the evidence, and tell the owner of the trail.',
    ],
  },
};

function storeFailing(context: RuleContext): AlertDefinition {
  const failures = 'plumbline.audit.store_failures';
  const series = (values: string): ProofSeries => context.series(failures, {}, values);
  const proofs = [
    {
      title: 'fires while the store fails, and resolves',
      series: [series('0+1x30 30x100')],
      fires: [{ at: '25m', labels: context.labels() }],
      quiet: ['6m', '47m'],
    },
    { title: 'stays quiet for two failures', series: [series('0x5 2x100')], fires: [], quiet: ['12m', '18m', '30m'] },
  ];
  return {
    name: 'PlumblineAuditStoreFailing',
    severity: 'warning',
    layer: 'audit',
    summary: 'The audit store of {{ $labels.service_name }} does not take records',
    description:
      'At least 3 attempts to store audit records failed in 15 minutes. Records wait in the spool and are not lost.',
    expr: `${context.sum(`increase(${context.select(failures)}[15m])`)} >= 3`,
    for: '5m',
    proofs: [...proofs, ...neighbourProofs(context, proofs)],
    runbook: {
      meaning: 'The database of the trail refuses or does not answer.',
      impact: 'The trail is behind. It becomes a loss only when the disk of the spool is full.',
      diagnosis: [
        'How far behind? `plumbline_audit_pending` and `plumbline_audit_oldest_age_seconds`.',
        'Follow `logs_url`: each outage has one line with the code of the database.',
        'Run `npx plumbline audit query --limit 1` with the same variables: does it connect, and is the schema there?',
      ],
      mitigation: [
        'Bring the database back; the spool is written behind by itself, in order.',
        'Missing table or right: `npx plumbline migrate`, and the grants of its documentation.',
      ],
    },
    board: 'plumbline-audit',
    logs: context.logs(ERRORS),
  };
}

/** Whether every record of the trail arrives. */
export const auditRecordAlerts = (context: RuleContext): readonly AlertDefinition[] =>
  context.model.application.actions.length === 0
    ? []
    : [recordFault(context, REFUSED), recordFault(context, LOST), storeFailing(context)];
