import type { StackModel } from '../../model/stack-model.ts';
import { PORTS } from '../addresses.ts';
import { SIGNOZ_KEY } from '../alloy/pipeline.ts';
import { IMAGES } from '../images.ts';
import { collectorConfig, nodeConfig } from './collector-config.ts';
import { CONTAINER_SECURITY, labels, namesOf } from './metadata.ts';

/** User of the image. */
const ALLOY = 473;

interface Container {
  readonly name: string;
  readonly memory: string;
  /** Name of the ConfigMap with the addresses of the stores. */
  readonly endpoints: string;
  readonly mounts?: readonly object[];
  readonly env?: readonly object[];
}

const container = ({ endpoints, env, memory, mounts = [], name }: Container): object => ({
  name,
  image: IMAGES.alloy,
  args: [
    'run',
    '/etc/alloy/config.alloy',
    `--server.http.listen-addr=0.0.0.0:${PORTS.alloy}`,
    '--storage.path=/tmp/alloy',
    '--disable-reporting',
  ],
  env,
  envFrom: [{ configMapRef: { name: endpoints } }],
  ports: [{ name: 'http-metrics', containerPort: PORTS.alloy }],
  readinessProbe: { httpGet: { path: '/-/ready', port: 'http-metrics' } },
  resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory } },
  securityContext: CONTAINER_SECURITY,
  volumeMounts: [
    { name: 'config', mountPath: '/etc/alloy', readOnly: true },
    { name: 'tmp', mountPath: '/tmp' },
    ...mounts,
  ],
});

const volumes = (config: string): readonly object[] => [
  { name: 'config', configMap: { name: config } },
  { name: 'tmp', emptyDir: { sizeLimit: '1Gi' } },
];

const configMap = (name: string, data: Readonly<Record<string, string>>): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, labels: labels(name) },
  data,
});

/** Addresses of the stores of the cluster; an overlay changes them. */
const endpoints = (name: string): object =>
  configMap(name, {
    METRICS_OTLP_URL: `http://prometheus-operated:${PORTS.prometheus}/api/v1/otlp`,
    METRICS_WRITE_URL: `http://prometheus-operated:${PORTS.prometheus}/api/v1/write`,
    LOGS_OTLP_URL: `http://loki:${PORTS.loki}/otlp`,
    TRACES_OTLP_URL: `http://tempo:${PORTS.otlpHttp}`,
  });

function deployment(model: StackModel): object {
  const { collector, endpoints: addresses, secrets } = namesOf(model);
  const hasKey = model.options.signoz?.keyFile !== undefined;
  // The file alone: a volume over the whole of /run/secrets would hide the token of the service account.
  const mounts = hasKey ? [{ name: 'secrets', mountPath: SIGNOZ_KEY, subPath: 'signoz', readOnly: true }] : [];
  const secret = { name: 'secrets', secret: { secretName: secrets } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: collector, labels: labels(collector) },
    spec: {
      // A second one would scrape and probe everything twice, also for the time of an update.
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: { 'app.kubernetes.io/name': collector } },
      template: {
        metadata: { labels: labels(collector) },
        spec: {
          serviceAccountName: collector,
          automountServiceAccountToken: model.exporters.kubernetes,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: ALLOY,
            runAsGroup: ALLOY,
            fsGroup: ALLOY,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [container({ name: 'alloy', memory: '512Mi', endpoints: addresses, mounts })],
          volumes: [...volumes(collector), ...(hasKey ? [secret] : [])],
        },
      },
    },
  };
}

const service = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, labels: labels(name) },
  spec: {
    selector: { 'app.kubernetes.io/name': name },
    ports: [
      { name: 'otlp-grpc', port: PORTS.otlpGrpc },
      { name: 'otlp-http', port: PORTS.otlpHttp },
      { name: 'http-metrics', port: PORTS.alloy },
    ],
  },
});

const account = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, labels: labels(name) },
});

const host = (name: string, mountPath: string, path: string) => ({
  mount: { name, mountPath, readOnly: true, ...(path === '/' && { mountPropagation: 'HostToContainer' }) },
  volume: { name, hostPath: { path } },
});

/** The machine is read through mounts; nothing is privileged, and only files that anybody or root may read are read. */
function daemonSet(model: StackModel): object {
  const { collector, endpoints: addresses, nodeCollector } = namesOf(model);
  const of = [host('proc', '/host/proc', '/proc'), host('sys', '/host/sys', '/sys'), host('root', '/rootfs', '/')];
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: nodeCollector, labels: labels(nodeCollector) },
    spec: {
      selector: { matchLabels: { 'app.kubernetes.io/name': nodeCollector } },
      template: {
        metadata: { labels: labels(nodeCollector) },
        spec: {
          serviceAccountName: collector,
          securityContext: { runAsUser: 0, seccompProfile: { type: 'RuntimeDefault' } },
          tolerations: [{ operator: 'Exists' }],
          containers: [
            container({
              name: 'alloy',
              memory: '256Mi',
              endpoints: addresses,
              mounts: of.map(({ mount }) => mount),
              env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
            }),
          ],
          volumes: [...volumes(nodeCollector), ...of.map(({ volume }) => volume)],
        },
      },
    },
  };
}

/** What the collector may ask the cluster: reading, and of that only what it scrapes. */
const access = (name: string): readonly object[] => [
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name, labels: labels(name) },
    rules: [
      { apiGroups: [''], resources: ['nodes', 'services', 'endpoints', 'pods'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
    ],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name, labels: labels(name) },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace: 'default' }],
  },
];

/** The objects of the collector, and of what reads the cluster where the stack watches one. */
export function collectorObjects(model: StackModel): readonly object[] {
  const { collector, endpoints: addresses, nodeCollector } = namesOf(model);
  return [
    endpoints(addresses),
    configMap(collector, { 'config.alloy': collectorConfig(model) }),
    account(collector),
    deployment(model),
    service(collector),
    ...(model.exporters.kubernetes
      ? [configMap(nodeCollector, { 'config.alloy': nodeConfig() }), daemonSet(model), ...access(collector)]
      : []),
  ];
}
