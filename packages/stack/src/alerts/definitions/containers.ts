import type { AlertDefinition } from '../../model/alert.ts';
import { gaugeProofs } from '../gauge-proofs.ts';
import { plainSeries, type RuleContext } from '../rule-context.ts';

const labels = { instance: 'host:1', name: 'approvals-1' };
const USED = 'container_memory_working_set_bytes';
const LIMIT = 'container_spec_memory_limit_bytes';
const STARTED = 'container_start_time_seconds';

const memoryProofs: AlertDefinition['proofs'] = [
  ...gaugeProofs({
    gauge: (values) => plainSeries(USED, labels, values),
    good: 8,
    bad: 9.5,
    forMinutes: 5,
    beside: [plainSeries(LIMIT, labels, '10x300')],
    labels,
  }),
  {
    title: 'stays quiet without a limit, and for the groups above containers',
    series: [
      plainSeries(USED, labels, '1000x60'),
      plainSeries(LIMIT, labels, '0x60'),
      plainSeries(USED, { instance: 'host:1', id: '/' }, '1000x60'),
      plainSeries(LIMIT, { instance: 'host:1', id: '/' }, '1000x60'),
    ],
    fires: [],
    quiet: ['30m'],
  },
];

const MEMORY: AlertDefinition = {
  name: 'PlumblineContainerMemoryHigh',
  severity: 'warning',
  layer: 'reliability',
  summary: 'Container {{ $labels.name }} uses {{ $value | humanizePercentage }} of its memory',
  description: 'The memory that it needs has been above nine tenths of its limit for 5 minutes.',
  expr: `max by (instance, name) (${USED}{name!=""} / (${LIMIT} > 0)) > 0.9`,
  for: '5m',
  proofs: memoryProofs,
  runbook: {
    meaning: 'The working set comes near the limit; what can be freed is not in it.',
    impact: 'At the limit the kernel ends the container, with everything in flight.',
    diagnosis: [
      'Does it grow steadily since its start (a leak) or with the traffic? Draw it for a day.',
      'A Node process: `node --heapsnapshot-signal=SIGUSR2`, and look for what holds most.',
    ],
    mitigation: [
      'Restart it in a quiet moment; spools keep events and records.',
      'Raise the limit if it really needs more.',
    ],
  },
  board: 'plumbline-infrastructure',
};

const RESTARTS: AlertDefinition = {
  name: 'PlumblineContainerRestarting',
  severity: 'warning',
  layer: 'reliability',
  summary: 'Container {{ $labels.name }} has started {{ $value }} times',
  description: 'It was started again more than twice within 30 minutes.',
  expr: `max by (instance, name) (changes(${STARTED}{name!=""}[30m])) > 2`,
  for: '0m',
  proofs: [
    {
      title: 'fires at the third restart, and resolves',
      series: [plainSeries(STARTED, labels, '0x4 300x4 600x4 900x100')],
      fires: [{ at: '18m', labels }],
      quiet: ['12m', '48m'],
    },
    {
      title: 'stays quiet for a restart, and for the groups above containers',
      series: [
        plainSeries(STARTED, labels, '0x4 300x100'),
        plainSeries(STARTED, { instance: 'host:1', id: '/' }, '0+60x100'),
      ],
      fires: [],
      quiet: ['6m', '30m'],
    },
    {
      title: 'stays quiet for three restarts in an hour and a half',
      series: [plainSeries(STARTED, labels, '0x29 1800x29 3600x29 5400x100')],
      fires: [],
      quiet: ['61m', '91m', '119m'],
    },
  ],
  runbook: {
    meaning: 'It ends and is started again, over and over.',
    impact: 'Requests in flight are cut off each time; with one replica the service is down in between.',
    diagnosis: [
      'Why did it end? `docker inspect <name> --format "{{.State.ExitCode}} {{.State.OOMKilled}}"` and its last lines.',
      'Exit code 1 at the start is most often the configuration: the last line has a code `PLB_…` with the fix.',
    ],
    mitigation: ['Roll back the image or the configuration.', 'OOMKilled: see PlumblineContainerMemoryHigh.'],
  },
  board: 'plumbline-infrastructure',
};

/** Containers, where their exporter is on. */
export const containerAlerts = ({ model }: RuleContext): readonly AlertDefinition[] =>
  model.exporters.containers ? [MEMORY, RESTARTS] : [];
