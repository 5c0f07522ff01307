import type { AlertDefinition } from '../../model/alert.ts';
import { gaugeProofs } from '../gauge-proofs.ts';
import { plainSeries, type RuleContext } from '../rule-context.ts';

const UP = { good: 1, bad: 0, forMinutes: 5 } as const;

/** The dead man's switch: it always fires, and whoever it is sent to acts when it stops coming. */
const WATCHDOG: AlertDefinition = {
  name: 'Watchdog',
  severity: 'none',
  layer: 'stack',
  summary: 'The alerts work',
  description: 'Always fires. When it stops coming, Prometheus, Alertmanager or the way out of here is broken.',
  expr: 'vector(1)',
  for: '0m',
  proofs: [{ title: 'fires always', series: [], fires: [{ at: '0m' }, { at: '60m' }], quiet: [] }],
  runbook: {
    meaning: 'This alert is the proof that rules are evaluated and notifications leave.',
    impact: 'Without it, silence means nothing.',
    diagnosis: [
      'Does Prometheus run and evaluate? Its page of rules shows the last evaluation.',
      'Does Alertmanager have it? `amtool alert query Watchdog`. If so, the receiver or the network is at fault: `alertmanager_notifications_failed_total`.',
    ],
    mitigation: ['Start what is down; the switch resets with the next notification, at most a minute later.'],
  },
  board: 'plumbline-stack',
};

/** What is said of a part of the stack that cannot be scraped. */
interface Part extends Pick<AlertDefinition, 'name' | 'severity' | 'summary' | 'description' | 'runbook'> {
  readonly jobs: readonly string[];
}

function partDown({ jobs, ...rest }: Part): AlertDefinition {
  const [job = ''] = jobs;
  const own = { instance: `${job}:1`, job };
  const matcher = jobs.length === 1 ? `job="${job}"` : `job=~"${jobs.join('|')}"`;
  return {
    ...rest,
    layer: 'stack',
    expr: `min by (job) (up{${matcher}}) == 0`,
    for: '5m',
    proofs: gaugeProofs({
      ...UP,
      gauge: (values) => plainSeries('up', own, values),
      beside: [plainSeries('up', { instance: 'other:1', job: 'other' }, '0x200')],
      labels: { job },
    }),
    board: 'plumbline-stack',
  };
}

const LOKI: Part = {
  name: 'PlumblineLokiDown',
  severity: 'warning',
  jobs: ['loki'],
  summary: 'Loki is down',
  description: 'Loki has not answered a scrape for 5 minutes. Log lines wait in the collector.',
  runbook: {
    meaning: 'The store of log lines does not answer.',
    impact:
      'No line can be searched; the collector keeps new ones for as long as its queue has room. Standard output of the service is complete.',
    diagnosis: [
      'See its container and last lines: `docker compose logs --tail 50 loki`.',
      'Is its disk full? Ask `/ready` of Loki for the reason it gives.',
    ],
    mitigation: ['Restart it. Make room: shorten `retention.logs` of `plumbline.stack.ts` and generate again.'],
  },
};

const TEMPO: Part = {
  name: 'PlumblineTempoDown',
  severity: 'warning',
  jobs: ['tempo'],
  summary: 'Tempo is down',
  description: 'Tempo has not answered a scrape for 5 minutes. No trace can be opened, and span metrics stand still.',
  runbook: {
    meaning: 'The store of traces does not answer.',
    impact: 'No trace can be opened; new spans are dropped once the queue of the collector is full.',
    diagnosis: [
      'See its container and last lines: `docker compose logs --tail 50 tempo`.',
      'Does it refuse its configuration after an upgrade? `tempo -config.verify=true -config.file=tempo.yml`.',
    ],
    mitigation: ['Restart it, or go back to the image before; its data stays in the volume.'],
  },
};

const GRAFANA: Part = {
  name: 'PlumblineGrafanaDown',
  severity: 'warning',
  jobs: ['grafana'],
  summary: 'Grafana is down',
  description: 'Grafana has not answered a scrape for 5 minutes. Alerts go on; their links lead nowhere.',
  runbook: {
    meaning: 'The pages do not answer.',
    impact: 'Nobody sees boards. Rules, alerts and notifications do not need Grafana.',
    diagnosis: [
      'See its container and last lines: `docker compose logs --tail 50 grafana`.',
      'Ask `/api/health` of Grafana: it says whether its own database answers.',
    ],
    mitigation: [
      'Restart it; boards and data sources are provisioned from files, so nothing is lost with its volume but preferences.',
    ],
  },
};

const core = ({ model }: RuleContext): Part => ({
  name: 'PlumblineStackTargetDown',
  severity: 'critical',
  jobs: [...new Set([model.metricsStore, 'prometheus', 'alertmanager', 'alloy'])],
  summary: 'The {{ $labels.job }} of the observability stack is down',
  description:
    '{{ $labels.job }} has not answered a scrape for 5 minutes. Metrics, rules or notifications stand still.',
  runbook: {
    meaning: 'A part that alerts depend on does not answer.',
    impact: 'Alloy: no telemetry arrives. Prometheus or Mimir: no rule is evaluated. Alertmanager: nobody is told.',
    diagnosis: [
      'See the container of the part and its last lines: `docker compose ps`, `docker compose logs --tail 50 <part>`.',
      'After a change of the stack: `npx plumbline stack check` names files that differ from what is generated.',
      'Does the host have memory and disk left?',
    ],
    mitigation: ['Restart the part. When it refuses its configuration, put the last committed files back.'],
  },
});

/** The parts of the stack, and the switch that fires when all of this does not. */
export const stackPartAlerts = (context: RuleContext): readonly AlertDefinition[] => [
  WATCHDOG,
  ...[core(context), LOKI, TEMPO, GRAFANA].map(partDown),
];
