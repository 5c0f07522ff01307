import type { AlertDefinition } from '../../model/alert.ts';
import { gaugeProofs } from '../gauge-proofs.ts';
import { ERRORS, neighbourProofs, type RuleContext } from '../rule-context.ts';

function telemetryMissing(context: RuleContext): AlertDefinition {
  const beat = (own: Readonly<Record<string, string>>, values: string) =>
    context.series('plumbline.heartbeat', own, values);
  const labels = context.labels();
  return {
    name: 'PlumblineTelemetryMissing',
    severity: 'critical',
    layer: 'reliability',
    summary: '{{ $labels.service_name }} sends no telemetry',
    description: 'No replica has reported for 5 minutes. Every other alert of this service is blind until it is back.',
    expr: `absent_over_time(${context.select('plumbline.heartbeat')}[5m])`,
    for: '2m',
    proofs: [
      {
        title: 'fires when the last replica falls silent, and resolves',
        series: [beat({}, '1x10 _x20 1x60')],
        fires: [
          { at: '20m', labels },
          { at: '29m', labels },
        ],
        quiet: ['5m', '16m', '33m'],
      },
      {
        title: 'fires although another service and another environment report',
        series: [
          beat({ service_name: 'elsewhere' }, '1x60'),
          beat({ deployment_environment_name: 'elsewhere' }, '1x60'),
        ],
        fires: [{ at: '20m', labels }],
        quiet: ['1m'],
      },
      {
        title: 'stays quiet while one of two replicas reports',
        series: [beat({}, '1x10'), beat({ instance: 'b' }, '1x60')],
        fires: [],
        quiet: ['20m', '50m'],
      },
    ],
    runbook: {
      meaning: 'Neither OTLP nor a scrape brings anything of this service: it is down, or cut off from the collector.',
      impact: 'The service may be down. If it is not, nobody would notice when it goes down.',
      diagnosis: [
        'Ask the service: `curl -fsS http://<host>/livez`. No answer: it is down; see its container and its last log lines.',
        'It answers: run `npx plumbline doctor` beside it, which checks endpoint, variables and versions.',
        'Look at the board of the stack: does the collector receive anything from others? If not, it is the collector.',
        'After a change of `service.name` or `deployment.environment.name`: generate the stack again, its rules name both.',
      ],
      mitigation: [
        'Start or roll back the service.',
        'When the collector is down: restart it; product events and audit records wait in their spools meanwhile, metrics of the gap are lost.',
      ],
    },
    board: 'plumbline-reliability',
    logs: context.logs(''),
  };
}

function probeFailing(context: RuleContext): AlertDefinition {
  const { service_name: service, deployment_environment_name: environment } = context.labels();
  const selector = `probe_success{service_name="${service}",deployment_environment_name="${environment}"}`;
  const own = { job: 'readiness', instance: 'readyz' };
  const proofs = gaugeProofs({
    gauge: (values) => context.external('probe_success', own, values),
    good: 1,
    bad: 0,
    forMinutes: 2,
    labels: { ...context.labels(), instance: 'readyz' },
  });
  return {
    name: 'PlumblineProbeFailing',
    severity: 'critical',
    layer: 'reliability',
    summary: '{{ $labels.service_name }} is not ready when asked from outside',
    description: 'The probe of /readyz from outside the process has failed for 2 minutes ({{ $labels.instance }}).',
    expr: `${context.min(selector, 'instance')} == 0`,
    for: '2m',
    proofs: [...proofs, ...neighbourProofs(context, proofs)],
    runbook: {
      meaning: 'The collector asks /readyz as a load balancer would, and gets no answer or another than 200.',
      impact: 'Traffic does not reach this address; with a single replica the service is down.',
      diagnosis: [
        "Ask yourself: `curl -i http://<host>/readyz`. A 503 names no cause to strangers; with the operator's token the answer lists each check.",
        'No answer at all: see whether the process runs and listens, then the network between collector and service.',
        'Query `plumbline_dependency_up{critical="true"} == 0` shows which check fails inside the process.',
      ],
      mitigation: [
        'A failed check of a dependency: follow PlumblineDependencyDown.',
        'A replica that drains for ever: end it, and look for the request that did not end.',
      ],
    },
    board: 'plumbline-reliability',
    logs: context.logs(ERRORS),
  };
}

/** Whether the service is there at all. */
export const outsideAlerts = (context: RuleContext): readonly AlertDefinition[] => [
  telemetryMissing(context),
  ...(context.model.probe === undefined ? [] : [probeFailing(context)]),
];
