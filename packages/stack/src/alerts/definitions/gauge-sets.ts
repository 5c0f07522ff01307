import type { AlertDefinition, AlertProof } from '../../model/alert.ts';
import { ERRORS, type RuleContext } from '../rule-context.ts';

const SAMPLED = 'plumbline.gauges.sampled_at';
const FOR_MINUTES = 5;

/** Five samples, and not less than a scrape that was lost. */
const allowedSeconds = (everySeconds: number): number => Math.max(300, Math.ceil((everySeconds * 5) / 30) * 30);

function staleExpr({ max, select }: RuleContext, set: string, seconds: number): string {
  const sampled = select(SAMPLED, { set });
  return [`(time() - ${max(sampled, 'set')} > ${seconds})`, 'or', `absent_over_time(${sampled}[${seconds}s])`].join(
    '\n',
  );
}

/** Thirty steps are the time that is allowed. */
function staleProofs(context: RuleContext, set: string, seconds: number): readonly AlertProof[] {
  const step = seconds / 30;
  const held = Math.ceil((FOR_MINUTES * 60) / step);
  const at = (steps: number): string => `${steps * step}s`;
  const interval = `${step}s`;
  const labels = context.labels({ set });
  const sampled = (values: string, more = {}) => context.series(SAMPLED, { set, ...more }, values);
  const running = `0+${step}x2000`;
  return [
    {
      interval,
      title: `fires when the holder of ${set} samples no more, and resolves`,
      series: [sampled(`0+${step}x10 ${10 * step}x${40 + held} ${(51 + held) * step}+${step}x60`)],
      fires: [{ at: at(44 + held), labels }],
      quiet: [at(10), at(39), at(54 + held)],
    },
    {
      interval,
      title: `fires when nobody samples ${set} any more`,
      series: [sampled(`0+${step}x10 _x2000`)],
      fires: [
        { at: at(44 + held), labels },
        { at: at(90 + held), labels },
      ],
      quiet: [at(39)],
    },
    {
      interval,
      title: `fires while other sets, services and environments are sampled and ${set} is not`,
      series: [
        sampled(running, { set: 'other' }),
        sampled(running, { service_name: 'elsewhere' }),
        sampled(running, { deployment_environment_name: 'elsewhere' }),
      ],
      fires: [{ at: at(33 + held), labels }],
      quiet: [at(1)],
    },
    {
      interval,
      title: `stays quiet while another replica takes ${set} over`,
      series: [
        sampled(`0+${step}x10 _x2000`),
        sampled(`_x14 ${14 * step}+${step}x200`, { instance: 'b' }),
        sampled('0x2000', { set: 'other' }),
        sampled('0x2000', { service_name: 'elsewhere' }),
        sampled('0x2000', { deployment_environment_name: 'elsewhere' }),
      ],
      fires: [],
      quiet: [at(40), at(60 + held)],
    },
  ];
}

/** Sets of workflow gauges that nobody samples; none where none is declared. */
export function gaugeSetAlerts(context: RuleContext): readonly AlertDefinition[] {
  const sets = context.model.application.gauges.map(({ everySeconds, name }) => ({
    name,
    seconds: allowedSeconds(everySeconds),
  }));
  if (sets.length === 0) return [];
  const why = context.asked(`increase(${context.select('plumbline.gauges.errors')}[30m])`, 'set', 'reason');
  const proofs = sets.flatMap(({ name, seconds }) => staleProofs(context, name, seconds));
  return [
    {
      name: 'PlumblineGaugesStale',
      severity: 'warning',
      layer: 'product',
      summary: 'Workflow gauges {{ $labels.set }} of {{ $labels.service_name }} are old',
      description: 'No replica has sampled the set for five intervals; what boards show of it is the past.',
      expr: sets.map(({ name, seconds }) => staleExpr(context, name, seconds)).join('\nor\n'),
      for: `${FOR_MINUTES}m`,
      proofs,
      runbook: {
        meaning: 'The replica that holds the lease does not sample, or none holds it.',
        impact: 'Boards of the workflow stand still or are empty; alerts on them are blind. Requests are not affected.',
        diagnosis: [
          `Why do samples fail? ${why}: \`timeout\` is a slow query, \`query\` an error of the database, \`lease\` a missing table or right.`,
          'Follow `logs_url`: "workflow gauges cannot be sampled" has `gauges`, `reason` and class of the error, once when an outage begins.',
          'Run the query of the set by hand with `EXPLAIN`.',
        ],
        mitigation: [
          'Run `npx plumbline migrate` when the table of leases is missing.',
          'Give the query an index, or the set a longer interval.',
        ],
      },
      board: 'plumbline-workflow',
      logs: context.logs(ERRORS),
    },
  ];
}
