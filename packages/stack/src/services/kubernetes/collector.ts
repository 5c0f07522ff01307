import type { StackModel } from '../../model/stack-model.ts';
import { PORTS } from '../addresses.ts';
import { SIGNOZ_KEY } from '../alloy/pipeline.ts';
import { IMAGES } from '../images.ts';
import { collectorConfig, nodeConfig } from './collector-config.ts';
import { COLLECTOR, COLLECTOR_SECRETS, CONTAINER_SECURITY, ENDPOINTS, labels, NODE_COLLECTOR } from './metadata.ts';

/** User of the image. */
const ALLOY = 473;

interface Container {
  readonly name: string;
  readonly memory: string;
  readonly mounts?: readonly object[];
  readonly env?: readonly object[];
}

const container = ({ env, memory, mounts = [], name }: Container): object => ({
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
  envFrom: [{ configMapRef: { name: ENDPOINTS } }],
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
const endpoints = (): object =>
  configMap(ENDPOINTS, {
    METRICS_OTLP_URL: `http://prometheus-operated:${PORTS.prometheus}/api/v1/otlp`,
    METRICS_WRITE_URL: `http://prometheus-operated:${PORTS.prometheus}/api/v1/write`,
    LOGS_OTLP_URL: `http://loki:${PORTS.loki}/otlp`,
    TRACES_OTLP_URL: `http://tempo:${PORTS.otlpHttp}`,
  });

function deployment(model: StackModel): object {
  const hasKey = model.options.signoz?.keyFile !== undefined;
  // The file alone: a volume over the whole of /run/secrets would hide the token of the service account.
  const mounts = hasKey ? [{ name: 'secrets', mountPath: SIGNOZ_KEY, subPath: 'signoz', readOnly: true }] : [];
  const secret = { name: 'secrets', secret: { secretName: COLLECTOR_SECRETS } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: COLLECTOR, labels: labels(COLLECTOR) },
    spec: {
      // A second one would scrape and probe everything twice, also for the time of an update.
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: { 'app.kubernetes.io/name': COLLECTOR } },
      template: {
        metadata: { labels: labels(COLLECTOR) },
        spec: {
          serviceAccountName: COLLECTOR,
          automountServiceAccountToken: model.exporters.kubernetes,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: ALLOY,
            runAsGroup: ALLOY,
            fsGroup: ALLOY,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [container({ name: 'alloy', memory: '512Mi', mounts })],
          volumes: [...volumes(COLLECTOR), ...(hasKey ? [secret] : [])],
        },
      },
    },
  };
}

const service = (): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: COLLECTOR, labels: labels(COLLECTOR) },
  spec: {
    selector: { 'app.kubernetes.io/name': COLLECTOR },
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
function daemonSet(): object {
  const of = [host('proc', '/host/proc', '/proc'), host('sys', '/host/sys', '/sys'), host('root', '/rootfs', '/')];
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: NODE_COLLECTOR, labels: labels(NODE_COLLECTOR) },
    spec: {
      selector: { matchLabels: { 'app.kubernetes.io/name': NODE_COLLECTOR } },
      template: {
        metadata: { labels: labels(NODE_COLLECTOR) },
        spec: {
          serviceAccountName: COLLECTOR,
          securityContext: { runAsUser: 0, seccompProfile: { type: 'RuntimeDefault' } },
          tolerations: [{ operator: 'Exists' }],
          containers: [
            container({
              name: 'alloy',
              memory: '256Mi',
              mounts: of.map(({ mount }) => mount),
              env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
            }),
          ],
          volumes: [...volumes(NODE_COLLECTOR), ...of.map(({ volume }) => volume)],
        },
      },
    },
  };
}

/** What the collector may ask the cluster: reading, and of that only what it scrapes. */
const access = (): readonly object[] => [
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: COLLECTOR, labels: labels(COLLECTOR) },
    rules: [
      { apiGroups: [''], resources: ['nodes', 'services', 'endpoints', 'pods'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
    ],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: COLLECTOR, labels: labels(COLLECTOR) },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: COLLECTOR },
    subjects: [{ kind: 'ServiceAccount', name: COLLECTOR, namespace: 'default' }],
  },
];

/** The objects of the collector, and of what reads the cluster where the stack watches one. */
export const collectorObjects = (model: StackModel): readonly object[] => [
  endpoints(),
  configMap(COLLECTOR, { 'config.alloy': collectorConfig(model) }),
  account(COLLECTOR),
  deployment(model),
  service(),
  ...(model.exporters.kubernetes
    ? [configMap(NODE_COLLECTOR, { 'config.alloy': nodeConfig() }), daemonSet(), ...access()]
    : []),
];
