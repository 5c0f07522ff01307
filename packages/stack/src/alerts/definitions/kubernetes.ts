import type { AlertDefinition } from '../../model/alert.ts';
import { gaugeProofs } from '../gauge-proofs.ts';
import { plainSeries, type RuleContext } from '../rule-context.ts';

const pod = { namespace: 'shop', pod: 'approvals-0', container: 'app' };
const deployment = { namespace: 'shop', deployment: 'approvals' };
const RESTARTED = 'kube_pod_container_status_restarts_total';
const CONDITION = 'kube_node_status_condition';

const RESTARTS: AlertDefinition = {
  name: 'PlumblinePodRestarting',
  severity: 'warning',
  layer: 'reliability',
  summary: 'Container {{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} keeps restarting',
  description: 'At least 3 restarts within 30 minutes.',
  expr: `sum by (namespace, pod, container) (increase(${RESTARTED}[30m])) >= 3`,
  for: '0m',
  proofs: [
    {
      title: 'fires at the third restart, and resolves',
      series: [plainSeries(RESTARTED, pod, '0x35 1x2 2x2 3x100')],
      fires: [{ at: '44m', labels: pod }],
      quiet: ['38m', '73m'],
    },
    {
      title: 'stays quiet for two restarts, and for three in two hours',
      series: [plainSeries(RESTARTED, pod, '0x35 1x2 2x57 3x29 4x29')],
      fires: [],
      quiet: ['45m', '97m', '127m', '150m'],
    },
  ],
  runbook: {
    meaning: 'The kubelet starts the container again and again.',
    impact: 'Requests in flight are cut off each time.',
    diagnosis: [
      '`kubectl -n <namespace> describe pod <pod>` has the reason of the last end and failed probes.',
      '`kubectl -n <namespace> logs <pod> -c <container> --previous` has its last lines.',
      'A failed liveness probe: /livez asks nothing but the process itself, so the event loop was blocked.',
    ],
    mitigation: ['`kubectl rollout undo deployment/<name>`.', 'OOMKilled: raise the limit, or look for the leak.'],
  },
  board: 'plumbline-infrastructure',
};

const REPLICAS: AlertDefinition = {
  name: 'PlumblineReplicasMissing',
  severity: 'warning',
  layer: 'reliability',
  summary: '{{ $labels.namespace }}/{{ $labels.deployment }} lacks {{ $value }} replicas',
  description: 'Fewer replicas have been available than wanted for 15 minutes.',
  expr: 'max by (namespace, deployment) (kube_deployment_spec_replicas - kube_deployment_status_replicas_available) > 0',
  for: '15m',
  proofs: gaugeProofs({
    gauge: (values) => plainSeries('kube_deployment_status_replicas_available', deployment, values),
    good: 3,
    bad: 1,
    forMinutes: 15,
    beside: [plainSeries('kube_deployment_spec_replicas', deployment, '3x300')],
    labels: deployment,
  }),
  runbook: {
    meaning: 'Pods are not scheduled, not started or not ready.',
    impact: 'Less capacity; no room for the next failure.',
    diagnosis: [
      '`kubectl -n <namespace> get pods` and `describe` of one that is not ready: `Pending` is missing room, `ImagePullBackOff` the image, `0/1 Running` its /readyz.',
      'Not ready: PlumblineDependencyDown names the check.',
    ],
    mitigation: ['Roll back, make room, or repair the dependency.'],
  },
  board: 'plumbline-infrastructure',
};

const NODE: AlertDefinition = {
  name: 'PlumblineNodeNotReady',
  severity: 'critical',
  layer: 'reliability',
  summary: 'Node {{ $labels.node }} is not ready',
  description: 'The condition Ready of the node has not been true for 5 minutes.',
  expr: `max by (node) (${CONDITION}{condition="Ready",status="true"}) == 0`,
  for: '5m',
  proofs: gaugeProofs({
    gauge: (values) => plainSeries(CONDITION, { node: 'n1', condition: 'Ready', status: 'true' }, values),
    good: 1,
    bad: 0,
    forMinutes: 5,
    beside: [
      plainSeries(CONDITION, { node: 'n2', condition: 'DiskPressure', status: 'true' }, '0x300'),
      plainSeries(CONDITION, { node: 'n3', condition: 'Ready', status: 'false' }, '0x300'),
    ],
    labels: { node: 'n1' },
  }),
  runbook: {
    meaning: 'The kubelet of the node does not report, or says that it cannot run pods.',
    impact: 'Its pods are moved after some minutes; until then they may be cut off.',
    diagnosis: [
      '`kubectl describe node <node>`: conditions and events.',
      'Can the machine be reached? Disk, memory, kubelet: `journalctl -u kubelet`.',
    ],
    mitigation: [
      '`kubectl drain <node> --ignore-daemonsets --delete-emptydir-data`, then repair or replace it. A spool in an emptyDir is lost with the pod: use a volume.',
    ],
  },
  board: 'plumbline-infrastructure',
};

/** The cluster, where its exporters are on. */
export const kubernetesAlerts = ({ model }: RuleContext): readonly AlertDefinition[] =>
  model.exporters.kubernetes ? [RESTARTS, REPLICAS, NODE] : [];
