import type { StackFile } from '../model/stack-file.ts';
import type { StackModel } from '../model/stack-model.ts';
import { toYaml } from '../yaml.ts';
import { metricsStore, PORTS, PROMOTED, toHours } from './addresses.ts';
import { header } from './header.ts';

/** Tenant of a Mimir without authentication: rules of all others are never read. */
export const MIMIR_TENANT = 'anonymous';

const ring = { kvstore: { store: 'inmemory' }, instance_addr: '127.0.0.1' };

const config = (model: StackModel) => ({
  target: 'all',
  multitenancy_enabled: false,
  server: { http_listen_port: PORTS.mimir, log_level: 'warn' },
  common: { storage: { backend: 'filesystem', filesystem: { dir: '/data/common' } } },
  blocks_storage: {
    backend: 'filesystem',
    filesystem: { dir: '/data/blocks' },
    tsdb: { dir: '/data/tsdb' },
    bucket_store: { sync_dir: '/data/sync' },
  },
  compactor: { data_dir: '/data/compactor', sharding_ring: ring },
  distributor: { ring },
  ingester: { ring: { ...ring, replication_factor: 1 } },
  store_gateway: { sharding_ring: { ...ring, replication_factor: 1 } },
  ruler: { alertmanager_url: `http://alertmanager:${PORTS.alertmanager}`, rule_path: '/data/ruler', ring },
  ruler_storage: { backend: 'local', local: { directory: '/etc/mimir/rules' } },
  limits: {
    // Off by default in Mimir: without it every name of a rule or board is another one.
    otel_metric_suffixes_enabled: true,
    promote_otel_resource_attributes: PROMOTED.join(','),
    out_of_order_time_window: '30m',
    compactor_blocks_retention_period: toHours(model.retention.metrics),
    max_global_exemplars_per_user: 100_000,
  },
  runtime_config: { file: '/etc/mimir/overrides.yml' },
  usage_stats: { enabled: false },
});

/**
 * Mimir 3 as one process on the file system, with the same rule files as Prometheus (`/etc/mimir/rules/anonymous`).
 * Alertmanager stays the separate one: that of Mimir knew no Teams Workflows (grafana/mimir #10689). No Mimir ran these
 * files here; names of options are those of its reference and of published configurations.
 */
export const mimirFiles = (model: StackModel): readonly StackFile[] => [
  {
    path: 'mimir/mimir.yml',
    text: toYaml(
      config(model),
      header(`Mimir: metrics for longer than one Prometheus keeps them (${metricsStore(model).query}).`),
    ),
  },
  {
    path: 'mimir/overrides.yml',
    text: toYaml(
      { overrides: { [MIMIR_TENANT]: { ingestion_rate: 50_000, max_global_series_per_user: 500_000 } } },
      header('Limits of Mimir, read again while it runs.'),
    ),
  },
];
