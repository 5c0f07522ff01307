import type { BoardRow } from '../../model/board.ts';
import { line, row, trend } from '../panels.ts';

/** Of a compose service or a pod; series without a name are those of the machine itself. */
const NAMED = 'name!=""';
const NEEDS = { needs: 'cadvisor' } as const;

/** Containers by cAdvisor. */
export const containerRow: BoardRow = row(
  'Containers',
  trend({
    ...NEEDS,
    title: 'Processor by container',
    description: 'Processors that each container uses: 1 is one whole processor.',
    unit: 'short',
    min: 0,
    width: 8,
    queries: [line(`sum by (name) (rate(container_cpu_usage_seconds_total{${NAMED}}[$__rate_interval]))`, '{{name}}')],
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
        `sum by (name) (rate(container_cpu_cfs_throttled_periods_total{${NAMED}}[$__rate_interval])) / sum by (name) (rate(container_cpu_cfs_periods_total{${NAMED}}[$__rate_interval]))`,
        '{{name}}',
      ),
    ],
    thresholds: [{ colour: 'green' }, { from: 0.25, colour: 'red' }],
  }),
  trend({
    ...NEEDS,
    title: 'Memory by container',
    description: 'Memory that each container needs and cannot give back.',
    unit: 'bytes',
    min: 0,
    width: 8,
    queries: [line(`sum by (name) (container_memory_working_set_bytes{${NAMED}})`, '{{name}}')],
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
        `sum by (name) (container_memory_working_set_bytes{${NAMED}}) / (sum by (name) (container_spec_memory_limit_bytes{${NAMED}}) > 0)`,
        '{{name}}',
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
      line(`sum by (name) (increase(container_oom_events_total{${NAMED}}[$__rate_interval]))`, '{{name}} failure'),
    ],
  }),
  trend({
    ...NEEDS,
    title: 'Network by container',
    description: 'Bytes per second in and out of each container.',
    unit: 'Bps',
    min: 0,
    width: 8,
    queries: [
      line(`sum by (name) (rate(container_network_receive_bytes_total{${NAMED}}[$__rate_interval]))`, '{{name}} in'),
      line(`sum by (name) (rate(container_network_transmit_bytes_total{${NAMED}}[$__rate_interval]))`, '{{name}} out'),
    ],
  }),
);
