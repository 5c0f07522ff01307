import type { BoardRow, Panel } from '../../model/board.ts';
import { line, row, trend } from '../panels.ts';

/**
 * What containers are known by. Series without it are those of the machine and of groups. In a cluster the name is a hash of
 * the runtime, while pods have readable ones; their network belongs to the pod, not to one of its containers.
 */
const IN_COMPOSE = { NAMED: 'name!=""', BY: 'name', LEGEND: '{{name}}' };
const IN_POD = {
  NAMED: 'container!="",namespace=~"$namespace"',
  BY: 'pod, container',
  LEGEND: '{{pod}} {{container}}',
};
const POD = { NAMED: 'pod!="",namespace=~"$namespace"', BY: 'pod', LEGEND: '{{pod}}' };

const NEEDS = { needs: 'cadvisor' } as const;

type Names = typeof IN_COMPOSE;

const busy = ({ BY, LEGEND, NAMED }: Names): readonly Panel[] => [
  trend({
    ...NEEDS,
    title: 'Processor by container',
    description: 'Processors that each container uses: 1 is one whole processor.',
    unit: 'short',
    min: 0,
    width: 8,
    queries: [line(`sum by (${BY}) (rate(container_cpu_usage_seconds_total{${NAMED}}[$__rate_interval]))`, LEGEND)],
  }),
  trend({
    ...NEEDS,
    title: 'Held back for its limit',
    description:
      'Share of periods in which a container wanted more processor than it may have. Above a quarter its latency suffers.',
    unit: 'percentunit',
    min: 0,
    width: 8,
    queries: [
      line(
        `sum by (${BY}) (rate(container_cpu_cfs_throttled_periods_total{${NAMED}}[$__rate_interval])) / sum by (${BY}) (rate(container_cpu_cfs_periods_total{${NAMED}}[$__rate_interval]))`,
        LEGEND,
      ),
    ],
    thresholds: [{ colour: 'green' }, { from: 0.25, colour: 'red' }],
  }),
];

const memory = ({ BY, LEGEND, NAMED }: Names): readonly Panel[] => [
  trend({
    ...NEEDS,
    title: 'Memory by container',
    description: 'Memory that each container needs and cannot give back.',
    unit: 'bytes',
    min: 0,
    width: 8,
    queries: [line(`sum by (${BY}) (container_memory_working_set_bytes{${NAMED}})`, LEGEND)],
  }),
  trend({
    ...NEEDS,
    title: 'Memory against its limit',
    description: 'How near a container is to being killed, where it has a limit. Above 90 % raise it or find the leak.',
    unit: 'percentunit',
    min: 0,
    width: 8,
    queries: [
      line(
        `sum by (${BY}) (container_memory_working_set_bytes{${NAMED}}) / (sum by (${BY}) (container_spec_memory_limit_bytes{${NAMED}}) > 0)`,
        LEGEND,
      ),
    ],
    thresholds: [{ colour: 'green' }, { from: 0.9, colour: 'red' }],
  }),
  trend({
    ...NEEDS,
    title: 'Out of memory',
    description: 'Times a container was out of memory.',
    unit: 'short',
    min: 0,
    width: 8,
    queries: [
      line(`sum by (${BY}) (increase(container_oom_events_total{${NAMED}}[$__rate_interval]))`, `${LEGEND} failure`),
    ],
  }),
];

const network = ({ BY, LEGEND, NAMED }: Names): Panel =>
  trend({
    ...NEEDS,
    title: 'Network of containers',
    description: 'Bytes per second in and out of each container, or of each pod.',
    unit: 'Bps',
    min: 0,
    width: 8,
    queries: [
      line(`sum by (${BY}) (rate(container_network_receive_bytes_total{${NAMED}}[$__rate_interval]))`, `${LEGEND} in`),
      line(
        `sum by (${BY}) (rate(container_network_transmit_bytes_total{${NAMED}}[$__rate_interval]))`,
        `${LEGEND} out`,
      ),
    ],
  });

/** Containers by cAdvisor, as it runs beside them or in the kubelet. */
export function containerRow(kubernetes: boolean): BoardRow {
  const names = kubernetes ? IN_POD : IN_COMPOSE;
  return row('Containers', busy(names), memory(names), network(kubernetes ? POD : IN_COMPOSE));
}
