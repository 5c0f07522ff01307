import type { StackModel } from '../../model/stack-model.ts';
import { LOGGING } from '../alloy/config.ts';
import { pipeline } from '../alloy/pipeline.ts';
import { probe, remoteWrite, scrape, scrapeExporter } from '../alloy/scrapes.ts';
import { type Block, toAlloy, type Value } from '../alloy/syntax.ts';
import { header } from '../header.ts';

const variable = (name: string): Value => ({ ref: `sys.env(${JSON.stringify(name)})` });

const WRITE = remoteWrite(variable('METRICS_WRITE_URL'));

const kubeState = (): Block[] => [
  {
    name: 'discovery.kubernetes',
    label: 'kube_state',
    comment: 'kube-state-metrics, which the cluster already has or needs for these boards.',
    attributes: { role: 'endpoints' },
    blocks: [
      { name: 'selectors', attributes: { role: 'endpoints', label: 'app.kubernetes.io/name=kube-state-metrics' } },
    ],
  },
  {
    ...scrape('kube_state', 'kubernetes', { ref: 'discovery.kubernetes.kube_state.targets' }),
  },
];

/** The collector of the cluster; where the stores are it reads from variables, since every cluster has its own. */
export function collectorConfig(model: StackModel): string {
  const endpoints = {
    metrics: variable('METRICS_OTLP_URL'),
    logs: variable('LOGS_OTLP_URL'),
    traces: variable('TRACES_OTLP_URL'),
  };
  const fetched = [...probe(model), ...(model.exporters.kubernetes ? kubeState() : [])];
  return toAlloy(header('The collector of the cluster: everything that services say passes through here.'), [
    LOGGING,
    ...pipeline(model, endpoints),
    ...fetched,
    ...(fetched.length > 0 ? [WRITE] : []),
  ]);
}

const kubelet = (label: string, job: string, path: string): Block => {
  const { attributes = {}, ...block } = scrape(label, job, { ref: 'discovery.kubernetes.node.targets' });
  return {
    ...block,
    attributes: {
      ...attributes,
      scheme: 'https',
      metrics_path: path,
      bearer_token_file: '/var/run/secrets/kubernetes.io/serviceaccount/token',
    },
    // Certificates of kubelets are seldom signed by the cluster; the token goes to the node that runs this.
    blocks: [{ name: 'tls_config', attributes: { insecure_skip_verify: true } }],
  };
};

/** One on each node: the machine, its containers and volumes. */
export const nodeConfig = (): string =>
  toAlloy(header('On each node: the machine, its containers and its volumes.'), [
    LOGGING,
    {
      name: 'prometheus.exporter.unix',
      label: 'host',
      attributes: { procfs_path: '/host/proc', sysfs_path: '/host/sys', rootfs_path: '/rootfs' },
    },
    ...scrapeExporter('host', 'node', { ref: 'prometheus.exporter.unix.host.targets' }, variable('NODE_NAME')),
    {
      name: 'discovery.kubernetes',
      label: 'node',
      comment: 'The kubelet of this node and no other.',
      attributes: { role: 'node' },
      blocks: [
        { name: 'selectors', attributes: { role: 'node', field: { ref: '"metadata.name=" + sys.env("NODE_NAME")' } } },
      ],
    },
    kubelet('containers', 'cadvisor', '/metrics/cadvisor'),
    kubelet('kubelet', 'kubernetes', '/metrics'),
    WRITE,
  ]);
