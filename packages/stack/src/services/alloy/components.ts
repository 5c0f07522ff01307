/** What a component or block may hold. */
export interface Shape {
  readonly attributes?: Readonly<Record<string, 'required' | 'optional'>>;
  readonly blocks?: Readonly<Record<string, Shape & { readonly isRequired?: boolean }>>;
}

const optional = (...names: string[]): Readonly<Record<string, 'optional'>> =>
  Object.fromEntries(names.map((name) => [name, 'optional']));
const required = (...names: string[]): Readonly<Record<string, 'required'>> =>
  Object.fromEntries(names.map((name) => [name, 'required']));

const OUTPUT = { isRequired: true, attributes: optional('metrics', 'logs', 'traces') } as const;
const RULE: Shape = {
  attributes: optional('source_labels', 'regex', 'target_label', 'replacement', 'action', 'separator', 'modulus'),
};
const STATEMENTS: Shape = {
  attributes: { ...required('context', 'statements'), ...optional('conditions', 'error_mode') },
};
const TLS: Shape = { attributes: optional('ca_file', 'insecure_skip_verify', 'server_name') };

/**
 * The components of Alloy that the stack uses, with the attributes and blocks that it may set. The names are those of
 * the reference of v1.18.1 (`docs/sources/reference/components`); a name that is not here is refused while generating.
 */
export const componentShapes: Readonly<Record<string, Shape>> = {
  logging: { attributes: optional('level', 'format') },
  'local.file': { attributes: { ...required('filename'), ...optional('is_secret') } },
  'otelcol.receiver.otlp': {
    blocks: {
      grpc: { attributes: optional('endpoint', 'max_recv_msg_size') },
      http: { attributes: optional('endpoint') },
      output: OUTPUT,
    },
  },
  'otelcol.processor.memory_limiter': {
    attributes: { ...required('check_interval'), ...optional('limit', 'spike_limit') },
    blocks: { output: OUTPUT },
  },
  'otelcol.processor.transform': {
    attributes: optional('error_mode'),
    blocks: { log_statements: STATEMENTS, metric_statements: STATEMENTS, trace_statements: STATEMENTS, output: OUTPUT },
  },
  'otelcol.processor.batch': {
    attributes: optional('timeout', 'send_batch_size', 'send_batch_max_size'),
    blocks: { output: OUTPUT },
  },
  'otelcol.auth.headers': {
    blocks: { header: { isRequired: true, attributes: { ...required('key'), ...optional('value') } } },
  },
  'otelcol.exporter.otlphttp': {
    blocks: {
      client: { isRequired: true, attributes: { ...required('endpoint'), ...optional('auth', 'compression') } },
    },
  },
  'prometheus.exporter.blackbox': {
    attributes: optional('config'),
    blocks: { target: { attributes: { ...required('name', 'address'), ...optional('module', 'labels') } } },
  },
  'prometheus.exporter.unix': {
    attributes: optional('procfs_path', 'sysfs_path', 'rootfs_path', 'disable_collectors', 'enable_collectors'),
    blocks: { filesystem: { attributes: optional('mount_points_exclude', 'fs_types_exclude') } },
  },
  'prometheus.exporter.cadvisor': {
    attributes: optional('docker_host', 'docker_only', 'store_container_labels', 'allowlisted_container_labels'),
  },
  'prometheus.exporter.postgres': {
    attributes: { ...required('data_source_names'), ...optional('enabled_collectors') },
  },
  'prometheus.scrape': {
    attributes: {
      ...required('targets', 'forward_to'),
      ...optional('job_name', 'scrape_interval', 'scrape_timeout', 'scheme', 'metrics_path', 'bearer_token_file'),
    },
    blocks: { tls_config: TLS },
  },
  'prometheus.relabel': { attributes: required('forward_to'), blocks: { rule: RULE } },
  'prometheus.remote_write': {
    blocks: { endpoint: { isRequired: true, attributes: { ...required('url'), ...optional('send_exemplars') } } },
  },
  'discovery.docker': { attributes: { ...required('host'), ...optional('refresh_interval') } },
  'discovery.kubernetes': {
    attributes: required('role'),
    blocks: { selectors: { attributes: { ...required('role'), ...optional('field', 'label') } } },
  },
  'discovery.relabel': { attributes: required('targets'), blocks: { rule: RULE } },
  'loki.source.docker': {
    attributes: { ...required('host', 'targets', 'forward_to'), ...optional('labels', 'relabel_rules') },
  },
  'loki.write': { blocks: { endpoint: { isRequired: true, attributes: required('url') } } },
};
