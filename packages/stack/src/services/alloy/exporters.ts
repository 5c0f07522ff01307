import type { StackModel } from '../../model/stack-model.ts';
import { metricsStore, PORTS } from '../addresses.ts';
import { remoteWrite, scrapeExporter } from './scrapes.ts';
import type { Block, Value } from './syntax.ts';

/** Where the address of the database is, password included, as the collector sees it. */
export const POSTGRES_DSN = '/run/secrets/postgres-exporter-dsn';

const DOCKER = `tcp://socket-proxy:${PORTS.socketProxy}`;

/** Of the labels that containers have: the name of their service in Compose, and nothing that somebody may have put a secret into. */
const CONTAINER_LABELS = ['com.docker.compose.service'];

/** The overlay gives the exporters' container a name that stays; by itself it would be another one after each start. */
const MACHINE: Value = { ref: 'constants.hostname' };

const host = (): Block[] => [
  {
    name: 'prometheus.exporter.unix',
    label: 'host',
    comment: 'The machine, through read-only mounts.',
    attributes: { procfs_path: '/host/proc', sysfs_path: '/host/sys', rootfs_path: '/rootfs' },
    blocks: [
      {
        name: 'filesystem',
        attributes: { mount_points_exclude: '^/(dev|proc|run|sys|var/lib/docker/.+)($|/)' },
      },
    ],
  },
  ...scrapeExporter('host', 'node', { ref: 'prometheus.exporter.unix.host.targets' }, MACHINE),
];

const containers = (): Block[] => [
  {
    name: 'prometheus.exporter.cadvisor',
    label: 'containers',
    comment: 'Containers; Docker is asked through a proxy that lets nothing through but reading.',
    attributes: {
      docker_host: DOCKER,
      docker_only: true,
      store_container_labels: false,
      allowlisted_container_labels: CONTAINER_LABELS,
    },
  },
  ...scrapeExporter('containers', 'cadvisor', { ref: 'prometheus.exporter.cadvisor.containers.targets' }, MACHINE),
];

const postgres = (): Block[] => [
  { name: 'local.file', label: 'postgres_dsn', attributes: { filename: POSTGRES_DSN, is_secret: true } },
  {
    name: 'prometheus.exporter.postgres',
    label: 'database',
    comment: 'PostgreSQL, as a role that may read statistics (pg_monitor) and nothing else.',
    attributes: { data_source_names: [{ ref: 'local.file.postgres_dsn.content' }] },
  },
  ...scrapeExporter('database', 'postgres', { ref: 'prometheus.exporter.postgres.database.targets' }),
];

/** The exporters beside the application, in a collector of their own: it alone sees the machine. */
export function exporters(model: StackModel): readonly Block[] {
  const blocks = [
    ...(model.exporters.host ? host() : []),
    ...(model.exporters.containers ? containers() : []),
    ...(model.exporters.postgres ? postgres() : []),
  ];
  return blocks.length === 0 ? [] : [...blocks, remoteWrite(metricsStore(model).remoteWrite)];
}

/**
 * What containers print. The application's own lines are left out, since they arrive over OTLP, redacted and with their
 * trace; those of all others are stored as they are printed, so the profile that starts this is off by default.
 */
export const containerLogs = ({ compose }: StackModel): readonly Block[] => [
  { name: 'discovery.docker', label: 'containers', attributes: { host: DOCKER } },
  {
    name: 'discovery.relabel',
    label: 'containers',
    comment: 'Few labels, and no lines of the application, which sends its own.',
    attributes: { targets: { ref: 'discovery.docker.containers.targets' } },
    blocks: [
      {
        name: 'rule',
        attributes: {
          source_labels: ['__meta_docker_container_label_com_docker_compose_service'],
          regex: compose.service.replaceAll('.', '[.]'),
          action: 'drop',
        },
      },
      {
        name: 'rule',
        attributes: {
          source_labels: ['__meta_docker_container_label_com_docker_compose_service'],
          target_label: 'service_name',
        },
      },
    ],
  },
  {
    name: 'loki.source.docker',
    label: 'containers',
    attributes: {
      host: DOCKER,
      targets: { ref: 'discovery.relabel.containers.output' },
      forward_to: [{ ref: 'loki.write.store.receiver' }],
    },
  },
  {
    name: 'loki.write',
    label: 'store',
    blocks: [{ name: 'endpoint', attributes: { url: `http://loki:${PORTS.loki}/loki/api/v1/push` } }],
  },
];
