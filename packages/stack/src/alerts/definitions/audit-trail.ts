import type { AlertDefinition } from '../../model/alert.ts';
import { type GaugeCase, gaugeProofs } from '../gauge-proofs.ts';
import { ERRORS, neighbourProofs, type ProofSeries, type RuleContext } from '../rule-context.ts';

/** A gauge of the trail that must not rise above a bound. Every replica says it, and the largest counts. */
interface TrailGauge extends Pick<AlertDefinition, 'name' | 'severity' | 'summary' | 'description' | 'runbook'> {
  readonly instrument: string;
  readonly bound: number;
  readonly forMinutes: number;
  readonly values: Pick<GaugeCase, 'good' | 'bad'>;
}

function trailGauge(context: RuleContext, spec: TrailGauge): AlertDefinition {
  const { bound, forMinutes, instrument, values, ...rest } = spec;
  const gauge = (line: string): ProofSeries => context.series(instrument, {}, line);
  const proofs = [
    ...gaugeProofs({ ...values, gauge, forMinutes, labels: context.labels() }),
    {
      title: 'fires although another replica says less',
      series: [gauge(`${values.bad}x200`), context.series(instrument, { instance: 'b' }, `${values.good}x200`)],
      fires: [{ at: `${forMinutes + 5}m`, labels: context.labels() }],
      quiet: [],
    },
  ];
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

const UNSEALED: TrailGauge = {
  name: 'PlumblineAuditUnsealed',
  severity: 'warning',
  summary: 'An audit record has waited {{ $value | humanizeDuration }} for its seal',
  description: 'A stored record has had no seal for 15 minutes. A sealer looks every second.',
  instrument: 'plumbline.audit.unsealed_age',
  bound: 900,
  forMinutes: 5,
  values: { good: 800, bad: 1000 },
  runbook: {
    meaning:
      'The sealer does not run, cannot get its lease, or cannot sign. The application sees it in the store, whichever process seals.',
    impact: 'Records are kept, but a change of those without a seal could not be proven.',
    diagnosis: [
      'Does `npx plumbline audit seal` run? See its process and its log, which says why an attempt failed: PLB_AUDIT_KEY is the key, PLB_AUDIT_STORE the database, PLB_AUDIT_SEAL a second sealer or a chain that does not go on.',
      'How many wait? `plumbline_audit_unsealed`; it counts no further than 10,000.',
      'Did it stop by itself? It seals no more when the database was set back: `npx plumbline audit verify` says so.',
    ],
    mitigation: [
      'Start the sealer; it takes up where the last seal ended.',
      'Give it the key back; never a new one without `npx plumbline audit keygen` and a change on record.',
    ],
  },
};

const ANCHOR: TrailGauge = {
  name: 'PlumblineAuditAnchorOld',
  severity: 'warning',
  summary: 'The audit trail has had seals without an anchor for {{ $value | humanizeDuration }}',
  description: 'New seals are anchored every ten minutes; three times as long have passed.',
  instrument: 'plumbline.audit.anchor_age',
  bound: 1800,
  forMinutes: 10,
  values: { good: 1700, bad: 1900 },
  runbook: {
    meaning:
      'Anchors tie the trail to a place that whoever rules the database does not rule. None was published lately.',
    impact: 'Until the next anchor, somebody with database and sealing key could rewrite what came since the last.',
    diagnosis: [
      'Do they fail? The log of `npx plumbline audit seal` has one line for each place that refuses.',
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
  summary: 'The audit trail has not been verified for {{ $value | humanizeDuration }}',
  description: 'A verification every night was missed twice, or none has ever been recorded.',
  instrument: 'plumbline.audit.verified_age',
  bound: 172_800,
  forMinutes: 30,
  values: { good: 170_000, bad: 176_000 },
  runbook: {
    meaning:
      'For two days nobody has read the trail again, or nobody ever has and its first record is that old. It counts what `npx plumbline audit verify --record` has left in the trail.',
    impact: 'A change of the trail would be found late.',
    diagnosis: [
      'Does the schedule still run `npx plumbline audit verify --record`? Look at its last output: 2 means that it could not check, and a warning that it could not be recorded.',
      'What was recorded? `npx plumbline audit query --action audit.verified`.',
      'Run it now: it needs the public key, the anchors, and a role that may read everything and add records.',
    ],
    mitigation: ['Repair the schedule; a recorded verification that ends with 0 or 1 ends the alert.'],
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
      'Run `npx plumbline audit verify --public-key FILE --anchor FILE`: each finding names its record or seal. `docs/audit-evidence.md` of Plumbline says what each kind means.',
      'Compare with the log: `npx plumbline audit verify --against-logs FILE`.',
      'Was the database restored from a backup? Then records and seals behind it are missing, and the sealer refuses to go on.',
    ],
    mitigation: [
      'Tell the owner of the trail and whoever answers for security.',
      'Find out who could write: roles of the database, access to the sealing key.',
      'When it is explained, record the reason in the trail and verify again with `--record`: the alert follows the last verification that came to a result.',
    ],
  },
};

/** Whether the trail is sealed, anchored, verified and intact. */
export const auditTrailAlerts = (context: RuleContext): readonly AlertDefinition[] =>
  context.model.application.actions.length === 0
    ? []
    : [UNSEALED, ANCHOR, VERIFIED, FINDINGS].map((spec) => trailGauge(context, spec));
