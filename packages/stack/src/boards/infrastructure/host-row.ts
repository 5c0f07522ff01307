import type { BoardRow, Panel } from '../../model/board.ts';
import { line, NONE_IS_GOOD, PLAIN, row, stat, trend, worseAbove } from '../panels.ts';

const HOST = 'instance=~"$host"';
/** File systems that hold data: those of the kernel and of containers are always full or always empty. */
const DISKS = `${HOST},fstype!~"tmpfs|overlay|squashfs|ramfs|devtmpfs|iso9660",mountpoint!~"/(?:boot|run|snap)(?:/.*)?"`;
const CARDS = `${HOST},device!~"lo|veth.*|br-.*|docker.*|cali.*|cni.*"`;
const NEEDS = { needs: 'node' } as const;

const busy = `1 - avg by (instance) (rate(node_cpu_seconds_total{${HOST},mode="idle"}[$__rate_interval]))`;
const memory = `1 - node_memory_MemAvailable_bytes{${HOST}} / node_memory_MemTotal_bytes{${HOST}}`;
const disk = `1 - node_filesystem_avail_bytes{${DISKS}} / node_filesystem_size_bytes{${DISKS}}`;
const inodes = `1 - node_filesystem_files_free{${DISKS}} / (node_filesystem_files{${DISKS}} > 0)`;

const answers: readonly Panel[] = [
  stat({
    ...NEEDS,
    title: 'Hosts',
    description: 'Hosts whose exporter answers.',
    unit: 'short',
    expr: `count(node_uname_info{${HOST}})`,
    thresholds: PLAIN,
  }),
  stat({
    ...NEEDS,
    title: 'Busiest processor (5 min)',
    description: 'The busiest host over five minutes. Above 90 % for long everything on it is slow.',
    unit: 'percentunit',
    expr: `max(1 - avg by (instance) (rate(node_cpu_seconds_total{${HOST},mode="idle"}[5m])))`,
    thresholds: worseAbove(0.75, 0.9),
  }),
  stat({
    ...NEEDS,
    title: 'Fullest memory',
    description: 'The host with the least memory left. Above 95 % processes get killed.',
    unit: 'percentunit',
    expr: `max(${memory})`,
    thresholds: worseAbove(0.85, 0.95),
  }),
  stat({
    ...NEEDS,
    title: 'Fullest disk',
    description: 'The file system with the least room. A database stops when its disk is full.',
    unit: 'percentunit',
    expr: `max(${disk})`,
    thresholds: worseAbove(0.8, 0.9),
  }),
  stat({
    ...NEEDS,
    title: 'Killed for memory (24 h)',
    description: 'Processes that the kernel killed for want of memory.',
    unit: 'short',
    expr: `sum(increase(node_vmstat_oom_kill{${HOST}}[24h]))`,
    thresholds: NONE_IS_GOOD,
  }),
  stat({
    ...NEEDS,
    title: 'Clock off by',
    description:
      'The clock that is furthest off. Above 50 ms the order of lines and spans across hosts is no longer true.',
    unit: 's',
    expr: `max(abs(node_timex_offset_seconds{${HOST}}))`,
    thresholds: worseAbove(0.05, 1),
  }),
];

const trends: readonly Panel[] = [
  trend({
    ...NEEDS,
    title: 'Processor',
    description: 'How busy each host is.',
    unit: 'percentunit',
    min: 0,
    max: 1,
    width: 8,
    queries: [line(busy, '{{instance}}')],
  }),
  trend({
    ...NEEDS,
    title: 'Memory',
    description: 'How full the memory of each host is, without what the kernel gives back at once.',
    unit: 'percentunit',
    min: 0,
    max: 1,
    width: 8,
    queries: [line(memory, '{{instance}}')],
  }),
  trend({
    ...NEEDS,
    title: 'Waiting for something (pressure)',
    description:
      'Share of the time in which some process waited for a processor, memory or a disk. It says why a host is slow before it is full.',
    unit: 'percentunit',
    min: 0,
    width: 8,
    queries: [
      line(
        `max by (instance) (rate(node_pressure_cpu_waiting_seconds_total{${HOST}}[$__rate_interval]))`,
        '{{instance}} processor',
      ),
      line(
        `max by (instance) (rate(node_pressure_memory_waiting_seconds_total{${HOST}}[$__rate_interval]))`,
        '{{instance}} memory',
      ),
      line(
        `max by (instance) (rate(node_pressure_io_waiting_seconds_total{${HOST}}[$__rate_interval]))`,
        '{{instance}} disk',
      ),
    ],
  }),
  trend({
    ...NEEDS,
    title: 'Disks: how full',
    description: 'How full each file system is, in bytes and in files; a full table of files stops writing as well.',
    unit: 'percentunit',
    min: 0,
    max: 1,
    width: 8,
    queries: [line(disk, '{{instance}} {{mountpoint}}'), line(inodes, '{{instance}} {{mountpoint}} files')],
    thresholds: [{ colour: 'green' }, { from: 0.9, colour: 'red' }],
  }),
  trend({
    ...NEEDS,
    title: 'Disks: how busy',
    description: 'Share of the time in which a disk had something to do. Near 100 % databases wait.',
    unit: 'percentunit',
    min: 0,
    width: 8,
    queries: [line(`rate(node_disk_io_time_seconds_total{${HOST}}[$__rate_interval])`, '{{instance}} {{device}}')],
  }),
  trend({
    ...NEEDS,
    title: 'Network',
    description: 'Bytes per second in and out of each host.',
    unit: 'Bps',
    min: 0,
    width: 8,
    queries: [
      line(`sum by (instance) (rate(node_network_receive_bytes_total{${CARDS}}[$__rate_interval]))`, '{{instance}} in'),
      line(
        `sum by (instance) (rate(node_network_transmit_bytes_total{${CARDS}}[$__rate_interval]))`,
        '{{instance}} out',
      ),
    ],
  }),
];

/** Hosts by node_exporter, or by what Alloy has of it. */
export const hostRow: BoardRow = row('Hosts', ...answers, ...trends);
