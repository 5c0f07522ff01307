import type { StackModel } from '../../model/stack-model.ts';
import { applicationLabels, PORTS } from '../addresses.ts';
import { applicationPods, COLLECTOR, labels, METRICS_PORT, NODE_COLLECTOR, objectName } from './metadata.ts';

const select = (name: string) => ({ matchLabels: { 'app.kubernetes.io/name': name } });

/** The collector's own metrics, as `job="alloy"`: by that name alerts and boards know it. */
const serviceMonitor = (): object => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'ServiceMonitor',
  metadata: { name: COLLECTOR, labels: labels(COLLECTOR) },
  spec: {
    selector: select(COLLECTOR),
    endpoints: [
      { port: 'http-metrics', relabelings: [{ action: 'replace', targetLabel: 'job', replacement: 'alloy' }] },
    ],
  },
});

/** Road `scrape`: every replica that the patch of the Deployment opens, with the labels that OTLP would take from the resource. */
function podMonitor(model: StackModel): object {
  const name = objectName(model.application.service.name);
  const path = model.application.prometheus?.path;
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name, labels: labels(name) },
    spec: {
      selector: { matchLabels: applicationPods(name) },
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
function networkPolicy({ exporters, options }: StackModel): object {
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
    metadata: { name: COLLECTOR, labels: labels(COLLECTOR) },
    spec: {
      podSelector: {
        matchExpressions: [{ key: 'app.kubernetes.io/name', operator: 'In', values: [COLLECTOR, NODE_COLLECTOR] }],
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
  serviceMonitor(),
  ...(model.road === 'scrape' ? [podMonitor(model)] : []),
  networkPolicy(model),
];
