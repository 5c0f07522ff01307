import type { StackFile } from '../model/stack-file.ts';
import type { StackModel } from '../model/stack-model.ts';
import { toYaml } from '../yaml.ts';
import { PORTS, toHours } from './addresses.ts';
import { header } from './header.ts';

/**
 * Few streams: one per service and environment. The replica is no label (its own stream per replica and restart is what
 * Loki's documentation warns of); IDs of traces and requests, severity and event name stay structured metadata, by which
 * lines are filtered without a parser.
 */
const INDEXED = ['service.name', 'service.namespace', 'deployment.environment.name'];

/** First day of the schema; every line of a new stack is younger. */
const SCHEMA_FROM = '2025-01-01';

/** Loki 3.7, one process, on the file system. */
export const lokiFile = ({ retention }: StackModel): StackFile => ({
  path: 'loki/loki.yml',
  text: toYaml(
    {
      auth_enabled: false,
      server: { http_listen_port: PORTS.loki, log_level: 'warn' },
      common: {
        instance_addr: '127.0.0.1',
        path_prefix: '/loki',
        replication_factor: 1,
        ring: { kvstore: { store: 'inmemory' } },
        storage: { filesystem: { chunks_directory: '/loki/chunks', rules_directory: '/loki/rules' } },
      },
      schema_config: {
        configs: [
          {
            from: SCHEMA_FROM,
            store: 'tsdb',
            object_store: 'filesystem',
            schema: 'v13',
            index: { prefix: 'index_', period: '24h' },
          },
        ],
      },
      distributor: { otlp_config: { default_resource_attributes_as_index_labels: INDEXED } },
      limits_config: {
        allow_structured_metadata: true,
        retention_period: toHours(retention.logs),
        reject_old_samples: true,
        reject_old_samples_max_age: '168h',
        max_global_streams_per_user: 5_000,
        volume_enabled: true,
      },
      compactor: {
        working_directory: '/loki/compactor',
        retention_enabled: true,
        delete_request_store: 'filesystem',
      },
      analytics: { reporting_enabled: false },
    },
    header('Loki: log records over OTLP, and nothing reported to anybody.'),
  ),
});
