import type { AlertDefinition } from '../../model/alert.ts';
import { firstEvent, firstEventProofs, IS_IT_NEWS } from '../first-event.ts';
import { ERRORS, neighbourProofs, type ProofSeries, type RuleContext } from '../rule-context.ts';

function exportFailing(context: RuleContext): AlertDefinition {
  const failures = 'plumbline.otel.export_failures';
  const series = (values: string): ProofSeries => context.series(failures, { signal: 'traces' }, values);
  const proofs = [
    {
      title: 'fires while exports fail, and resolves',
      series: [series('0+1x30 30x100')],
      fires: [{ at: '25m', labels: context.labels({ signal: 'traces' }) }],
      quiet: ['6m', '47m'],
    },
    { title: 'stays quiet for two failures', series: [series('0x5 2x100')], fires: [], quiet: ['12m', '18m', '30m'] },
  ];
  return {
    name: 'PlumblineExportFailing',
    severity: 'warning',
    layer: 'reliability',
    summary: '{{ $labels.service_name }} cannot export {{ $labels.signal }}',
    description: 'At least 3 exports to the collector failed in 15 minutes.',
    expr: `${context.sum(`increase(${context.select(failures)}[15m])`, 'signal')} >= 3`,
    for: '5m',
    proofs: [...proofs, ...neighbourProofs(context, proofs)],
    runbook: {
      meaning:
        'The collector refuses or does not answer. When no metrics arrive at all, PlumblineTelemetryMissing fires instead.',
      impact:
        'Spans and log records of this time are missing once the queue is full; metrics go on with the next export.',
      diagnosis: [
        'Which signal? All of them: address, network or collector. One: its pipeline or its store behind.',
        `What is lost already? ${context.asked(`increase(${context.select('plumbline.otel.dropped')}[1h])`, 'signal', 'reason')}.`,
        'Run `npx plumbline doctor` beside the service; it checks endpoint and protocol.',
      ],
      mitigation: [
        'Restart the collector or make room in the store behind it; see PlumblineCollectorExportFailing.',
        'The log on standard output is complete meanwhile.',
      ],
    },
    board: 'plumbline-stack',
  };
}

function otherLabels(context: RuleContext): AlertDefinition {
  const other = 'plumbline.metrics.other_labels';
  const own = { instrument: 'plumbline.job.runs', label: 'plumbline.job.name' };
  const proofs = firstEventProofs({
    minutes: 60,
    counted: (values) => context.series(other, own, values),
    labels: context.labels(own),
  });
  return {
    name: 'PlumblineUnknownLabelValues',
    severity: 'info',
    layer: 'reliability',
    summary: 'Label {{ $labels.label }} of {{ $labels.instrument }} has values that nobody declared',
    description:
      'Within the last hour a measurement was recorded as `other`, since its value is outside the closed list.',
    expr: firstEvent(context, context.select(other), 60, 'instrument', 'label'),
    for: '0m',
    proofs: [...proofs, ...neighbourProofs(context, proofs)],
    runbook: {
      meaning: 'The guard of labels keeps series bounded: it counts an undeclared value as `other`.',
      impact: 'Boards and alerts of the metric show `other` instead of a name. No series grows.',
      diagnosis: [
        `Which one? ${context.asked(`increase(${context.select(other)}[1d])`, 'instrument', 'label')}.`,
        'Compare the calls in the code with `plumbline.config.ts`: a job, queue or operation that was added there and not declared.',
        IS_IT_NEWS,
      ],
      mitigation: ['Declare the value, or correct the call; generate the stack again, so that its rules know it.'],
    },
    board: 'plumbline-cost',
    logs: context.logs(ERRORS),
  };
}

/** Whether the instrumentation itself works. */
export const telemetryAlerts = (context: RuleContext): readonly AlertDefinition[] => [
  exportFailing(context),
  otherLabels(context),
];
