import type { AlertDefinition } from '../../model/alert.ts';
import { type GaugeCase, gaugeProofs } from '../gauge-proofs.ts';
import { ERRORS, neighbourProofs, type RuleContext } from '../rule-context.ts';

/** A gauge of the trail that must not rise above a bound. */
interface TrailGauge extends Pick<AlertDefinition, 'name' | 'severity' | 'summary' | 'description' | 'runbook'> {
  readonly instrument: string;
  readonly bound: number;
  readonly forMinutes: number;
  readonly values: Pick<GaugeCase, 'good' | 'bad'>;
}

function trailGauge(context: RuleContext, spec: TrailGauge): AlertDefinition {
  const { bound, forMinutes, instrument, values, ...rest } = spec;
  const proofs = gaugeProofs({
    ...values,
    gauge: (line) => context.series(instrument, {}, line),
    forMinutes,
    labels: context.labels(),
  });
  return {
    ...rest,
    layer: 'audit',
    expr: `${context.max(context.select(instrument))} > ${bound}`,
    for: `${forMinutes}m`,
    proofs: [...proofs, ...neighbourProofs(context, proofs)],
    board: 'plumbline-audit',
    logs: context.logs(ERRORS),
  };
}

const ANCHOR: TrailGauge = {
  name: 'PlumblineAuditAnchorOld',
  severity: 'warning',
  summary: 'The newest anchor of the audit trail is {{ $value | humanizeDuration }} old',
  description: 'Seals are anchored every ten minutes; three times as long have passed.',
  instrument: 'plumbline.audit.anchor_age',
  bound: 1800,
  forMinutes: 10,
  values: { good: 1700, bad: 1900 },
  runbook: {
    meaning:
      'Anchors tie the trail to a place that whoever rules the database does not rule. None was published lately.',
    impact: 'Until the next anchor, somebody with database and sealing key could rewrite what came since the last.',
    diagnosis: [
      'Do they fail? `sum by (kind, outcome) (increase(plumbline_audit_anchors_total[1h]))`.',
      'Is anything sealed at all? See PlumblineAuditUnsealed.',
      'Run `npx plumbline audit anchor` with the same options: it says why a place refuses.',
    ],
    mitigation: [
      'Bring the place back (volume, repository, time-stamp authority, webhook) or name another.',
      'Then run `npx plumbline audit anchor` once and `npx plumbline audit verify`.',
    ],
  },
};

const VERIFIED: TrailGauge = {
  name: 'PlumblineAuditVerificationOld',
  severity: 'warning',
  summary: 'The audit trail was last verified {{ $value | humanizeDuration }} ago',
  description: 'A verification every night was missed twice.',
  instrument: 'plumbline.audit.verified_age',
  bound: 172_800,
  forMinutes: 30,
  values: { good: 170_000, bad: 176_000 },
  runbook: {
    meaning: 'Nobody has read the trail again for two days. The gauge is absent before the first verification.',
    impact: 'A change of the trail would be found late.',
    diagnosis: [
      'Does the schedule still run `npx plumbline audit verify`? Look at its last output: 2 means that it could not check.',
      'Run it now: it needs the public key, the anchors and a role that may read.',
    ],
    mitigation: ['Repair the schedule; a verification that ends with 0 or 1 ends the alert.'],
  },
};

const FINDINGS: TrailGauge = {
  name: 'PlumblineAuditFindings',
  severity: 'critical',
  summary: 'The audit trail is not intact: {{ $value }} findings',
  description: 'The last verification found records or seals that are changed, missing, doubled or not sealed.',
  instrument: 'plumbline.audit.findings',
  bound: 0,
  forMinutes: 0,
  values: { good: 0, bad: 3 },
  runbook: {
    meaning: 'What is in the store is not what was sealed, or it was sealed in more than one way.',
    impact: 'The trail may have been altered. Treat it as an incident until it is explained.',
    diagnosis: [
      'Change nothing, and keep a copy of the database, the anchors and the log.',
      'Run `npx plumbline audit verify --public-key FILE --anchor FILE`: each finding names its record or seal. docs/audit-evidence.md says what each kind means.',
      'Compare with the log: `npx plumbline audit verify --against-logs FILE`.',
      'Was the database restored from a backup? Then records and seals behind it are missing, and the sealer refuses to go on.',
    ],
    mitigation: [
      'Tell the owner of the trail and whoever answers for security.',
      'Find out who could write: roles of the database, access to the sealing key.',
      'When it is explained, record the reason in the trail and verify again.',
    ],
  },
};

function unsealed(context: RuleContext): AlertDefinition {
  const waiting = 'plumbline.audit.unsealed';
  const sealed = 'plumbline.audit.sealed';
  const still = context.series(sealed, {}, '40x200');
  const proofs = [
    ...gaugeProofs({
      gauge: (values) => context.series(waiting, {}, values),
      good: 0,
      bad: 5,
      forMinutes: 5,
      windowMinutes: 15,
      beside: [still],
      labels: context.labels(),
    }),
    {
      title: 'stays quiet while some wait and others are sealed',
      series: [context.series(waiting, {}, '5x100'), context.series(sealed, {}, '0+1x100')],
      fires: [],
      quiet: ['40m', '90m'],
    },
    {
      title: 'fires although another service and another environment are sealed',
      series: [
        context.series(waiting, {}, '5x100'),
        still,
        context.series(sealed, { service_name: 'elsewhere' }, '0+100x100'),
        context.series(sealed, { deployment_environment_name: 'elsewhere' }, '0+100x100'),
      ],
      fires: [{ at: '40m', labels: context.labels() }],
      quiet: [],
    },
  ];
  const { min, select, sum } = context;
  return {
    name: 'PlumblineAuditUnsealed',
    severity: 'warning',
    layer: 'audit',
    summary: '{{ $value }} audit records wait for a seal',
    description: 'Stored records have waited for 15 minutes, and nothing was sealed in that time.',
    expr: `${min(`min_over_time(${select(waiting)}[15m])`)} > 0\nunless\n${sum(`increase(${select(sealed)}[15m])`)} > 0`,
    for: '5m',
    proofs: [...proofs, ...neighbourProofs(context, proofs)],
    runbook: {
      meaning: 'The sealer does not run, cannot get its lease, or cannot sign.',
      impact: 'Records are kept, but a change of those without a seal could not be proven.',
      diagnosis: [
        'Does `npx plumbline audit seal` run? See its process and its log.',
        'Why does it fail? `sum by (reason) (increase(plumbline_audit_seal_failures_total[1h]))`: `signer` is the key, `store` the database, `lease_lost` a second sealer or a slow database.',
        'Did it stop by itself? It seals no more when the database was set back: `npx plumbline audit verify` says so.',
      ],
      mitigation: [
        'Start the sealer; it takes up where the last seal ended.',
        'Give it the key back; never a new one without `npx plumbline audit keygen` and a change on record.',
      ],
    },
    board: 'plumbline-audit',
    logs: context.logs(ERRORS),
  };
}

/** Whether the trail is sealed, anchored, verified and intact. */
export const auditTrailAlerts = (context: RuleContext): readonly AlertDefinition[] =>
  context.model.application.actions.length === 0
    ? []
    : [unsealed(context), ...[ANCHOR, VERIFIED, FINDINGS].map((spec) => trailGauge(context, spec))];
