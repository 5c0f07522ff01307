import type { StackModel } from '../../model/stack-model.ts';
import { applicationLabels, PORTS } from '../addresses.ts';
import { applicationPods, labels, METRICS_PORT, namesOf } from './metadata.ts';

const select = (name: string) => ({ matchLabels: { 'app.kubernetes.io/name': name } });

/** The collector's own metrics, as `job="alloy"`: by that name alerts and boards know it. */
const serviceMonitor = (name: string): object => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'ServiceMonitor',
  metadata: { name, labels: labels(name) },
  spec: {
    selector: select(name),
    endpoints: [
      { port: 'http-metrics', relabelings: [{ action: 'replace', targetLabel: 'job', replacement: 'alloy' }] },
    ],
  },
});

/** Road `scrape`: every replica that the patch of the Deployment opens, with the labels that OTLP would take from the resource. */
function podMonitor(model: StackModel): object {
  const { podMonitor: name } = namesOf(model);
  const path = model.application.prometheus?.path;
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name, labels: labels(name) },
    spec: {
      selector: { matchLabels: applicationPods(model) },
      podMetricsEndpoints: [
        {
          port: METRICS_PORT,
          ...(path !== undefined && { path }),
          relabelings: Object.entries(applicationLabels(model)).map(([targetLabel, replacement]) => ({
            action: 'replace',
            targetLabel,
            replacement,
          })),
        },
      ],
    },
  };
}

const TCP = (port: number) => ({ protocol: 'TCP', port });

/**
 * Pods of the namespace may send; anybody in the cluster may read the collector's own metrics; it may speak to pods of
 * the cluster. Beyond the cluster it reaches only the second receiver, and the API server, which is no pod.
 */
function networkPolicy(model: StackModel): object {
  const { exporters, options } = model;
  const { collector, nodeCollector } = namesOf(model);
  const leaves = options.signoz !== undefined || exporters.kubernetes;
  const port = options.signoz === undefined ? '' : new URL(options.signoz.endpoint).port;
  const ports = new Set([
    443,
    ...(exporters.kubernetes ? [6_443, 10_250] : []),
    ...(port === '' ? [] : [Number(port)]),
  ]);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: collector, labels: labels(collector) },
    spec: {
      podSelector: {
        matchExpressions: [{ key: 'app.kubernetes.io/name', operator: 'In', values: [collector, nodeCollector] }],
      },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        { from: [{ podSelector: {} }], ports: [TCP(PORTS.otlpGrpc), TCP(PORTS.otlpHttp)] },
        { from: [{ namespaceSelector: {} }], ports: [TCP(PORTS.alloy)] },
      ],
      egress: [{ to: [{ namespaceSelector: {} }] }, ...(leaves ? [{ ports: [...ports].map(TCP) }] : [])],
    },
  };
}

/** Who scrapes what, and who may speak to whom. */
export const monitorObjects = (model: StackModel): readonly object[] => [
  serviceMonitor(namesOf(model).collector),
  ...(model.road === 'scrape' ? [podMonitor(model)] : []),
  networkPolicy(model),
];
