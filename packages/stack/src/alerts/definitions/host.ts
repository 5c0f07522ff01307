import type { AlertDefinition, AlertProof } from '../../model/alert.ts';
import { gaugeProofs } from '../gauge-proofs.ts';
import { plainSeries, type RuleContext } from '../rule-context.ts';

const ROOM = 'node_filesystem_avail_bytes';
const SIZE = 'node_filesystem_size_bytes';
/** File systems that are in memory, or that show the disk of another one. */
const NO_DISK = 'fstype!~"tmpfs|ramfs|overlay|squashfs"';

function diskProofs(): readonly AlertProof[] {
  const on = (name: string, fstype: string, values: string) =>
    plainSeries(name, { job: 'node', instance: 'host:1', mountpoint: '/data', device: '/dev/sda1', fstype }, values);
  const interval = '30m';
  const pair = (values: string, fstype = 'ext4') => [on(ROOM, fstype, values), on(SIZE, fstype, '100x200')];
  return [
    {
      interval,
      title: 'fires when a disk that is nearly full will be full within a day, and resolves',
      series: pair('24-0.8x20 8x100'),
      fires: [{ at: '60m', labels: { instance: 'host:1', mountpoint: '/data' } }],
      quiet: ['0m', '30m', '990m'],
    },
    {
      interval,
      title: 'stays quiet while there is much room',
      series: pair('80-2x20'),
      fires: [],
      quiet: ['120m', '300m'],
    },
    {
      interval,
      title: 'stays quiet while a full disk does not change',
      series: pair('10x100'),
      fires: [],
      quiet: ['120m', '600m'],
    },
    {
      interval,
      title: 'stays quiet for memory',
      series: pair('24-0.8x20', 'tmpfs'),
      fires: [],
      quiet: ['120m', '300m'],
    },
  ];
}

const DISK: AlertDefinition = {
  name: 'PlumblineDiskWillFill',
  severity: 'warning',
  layer: 'reliability',
  summary: 'Disk {{ $labels.mountpoint }} of {{ $labels.instance }} will be full within a day',
  description: 'Less than a quarter is free, and at the rate of the last 6 hours nothing will be left in 24 hours.',
  expr: `min by (instance, mountpoint) (predict_linear(${ROOM}{${NO_DISK}}[6h], 86400)) < 0\nand\nmin by (instance, mountpoint) (${ROOM} / ${SIZE}) < 0.25`,
  for: '30m',
  proofs: diskProofs(),
  runbook: {
    meaning: 'A straight line through the last 6 hours reaches zero within a day.',
    impact: 'A full disk stops the database, the spools of events and audit records, and the stack itself.',
    diagnosis: [
      'What grows? `du -xh --max-depth=2 <mountpoint> | sort -h | tail`; volumes of the stack are below /var/lib/docker/volumes.',
      'A spool that grows has a destination that is away: `plumbline_events_spool_size_bytes`, `plumbline_audit_pending`.',
    ],
    mitigation: [
      'Remove what may go: old images (`docker image prune`), rotated logs. Never files of a spool.',
      'Shorten `retention` of `plumbline.stack.ts`, or make the disk larger.',
    ],
  },
  board: 'plumbline-infrastructure',
};

const own = { job: 'node', instance: 'host:1' };

const MEMORY: AlertDefinition = {
  name: 'PlumblineHostMemoryLow',
  severity: 'warning',
  layer: 'reliability',
  summary: '{{ $labels.instance }} has {{ $value | humanizePercentage }} of its memory left',
  description: 'Less than a tenth of the memory has been available for 10 minutes.',
  expr: 'min by (instance) (node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes) < 0.1',
  for: '10m',
  proofs: gaugeProofs({
    gauge: (values) => plainSeries('node_memory_MemAvailable_bytes', own, values),
    good: 12,
    bad: 8,
    forMinutes: 10,
    beside: [plainSeries('node_memory_MemTotal_bytes', own, '100x300')],
    labels: { instance: 'host:1' },
  }),
  runbook: {
    meaning: 'What can be had without swapping is nearly nothing.',
    impact: 'The kernel ends a process soon, often the largest: the database or Prometheus.',
    diagnosis: [
      'Who needs it? `ps -eo rss,comm --sort=-rss | head`, or the board of containers.',
      'Was something ended already? `increase(node_vmstat_oom_kill[1h])` and `dmesg`.',
    ],
    mitigation: ['Restart what leaks, give containers limits, or move a part to another host.'],
  },
  board: 'plumbline-infrastructure',
};

/** The host, where its exporter is on. */
export const hostAlerts = ({ model }: RuleContext): readonly AlertDefinition[] =>
  model.exporters.host ? [DISK, MEMORY] : [];
