import type { BoardRow } from '../../model/board.ts';
import { orZero } from '../board-context.ts';
import { line, NONE_IS_BEST, NONE_IS_GOOD, PLAIN, row, stat, table, trend } from '../panels.ts';

const IN = 'namespace=~"$namespace"';
const NEEDS = { needs: 'kubernetes' } as const;

const answerRow: BoardRow = row(
  'Kubernetes',
  stat({
    ...NEEDS,
    width: 6,
    title: 'Pods running',
    description: 'Pods that run.',
    unit: 'short',
    expr: `sum(kube_pod_status_phase{${IN},phase="Running"})`,
    thresholds: PLAIN,
  }),
  stat({
    ...NEEDS,
    width: 6,
    title: 'Pods not ready',
    description: 'Pods that run and do not answer to their readiness probe: they get no requests.',
    unit: 'short',
    expr: orZero(
      `sum(kube_pod_status_ready{${IN},condition="false"} and on (namespace, pod, uid) (kube_pod_status_phase{${IN},phase="Running"} == 1))`,
    ),
    thresholds: NONE_IS_GOOD,
  }),
  stat({
    ...NEEDS,
    width: 6,
    title: 'Restarts (1 h)',
    description: 'Restarts of containers. One may be a deployment; the same one again and again is a crash.',
    unit: 'short',
    expr: orZero(`sum(increase(kube_pod_container_status_restarts_total{${IN}}[1h]))`),
    thresholds: NONE_IS_BEST,
  }),
  stat({
    ...NEEDS,
    width: 6,
    title: 'Nodes not ready',
    description: 'Nodes that are not ready: their pods are being moved.',
    unit: 'short',
    expr: orZero('sum(kube_node_status_condition{condition="Ready",status!="true"})'),
    thresholds: NONE_IS_GOOD,
  }),
);

const detailRow: BoardRow = row(
  'Kubernetes, in detail',
  trend({
    ...NEEDS,
    title: 'Replicas that are missing',
    description:
      'Replicas that are wanted and not available, by deployment. Above 0 for longer than a deployment takes: look at its pods.',
    unit: 'short',
    min: 0,
    width: 8,
    queries: [
      line(
        `sum by (deployment) (kube_deployment_spec_replicas{${IN}} - kube_deployment_status_replicas_available{${IN}})`,
        '{{deployment}}',
      ),
    ],
  }),
  trend({
    ...NEEDS,
    title: 'Autoscalers against their most',
    description: 'At 100 % an autoscaler cannot help any more.',
    unit: 'percentunit',
    min: 0,
    max: 1,
    width: 8,
    queries: [
      line(
        `max by (horizontalpodautoscaler) (kube_horizontalpodautoscaler_status_current_replicas{${IN}} / kube_horizontalpodautoscaler_spec_max_replicas{${IN}})`,
        '{{horizontalpodautoscaler}}',
      ),
    ],
  }),
  trend({
    ...NEEDS,
    title: 'Volumes: how full',
    description: 'How full each claimed volume is. What writes to it stops when it is full.',
    unit: 'percentunit',
    min: 0,
    max: 1,
    width: 8,
    queries: [
      line(
        `max by (persistentvolumeclaim) (1 - kubelet_volume_stats_available_bytes{${IN}} / kubelet_volume_stats_capacity_bytes{${IN}})`,
        '{{persistentvolumeclaim}}',
      ),
    ],
    thresholds: [{ colour: 'green' }, { from: 0.9, colour: 'red' }],
  }),
  table({
    ...NEEDS,
    title: 'Containers that wait, and why',
    description: 'CrashLoopBackOff, ImagePullBackOff and their like. Empty is what it should be.',
    unit: 'short',
    queries: [
      line(
        `sum by (namespace, pod, container, reason) (kube_pod_container_status_waiting_reason{${IN}}) > 0`,
        'waiting',
      ),
    ],
  }),
  table({
    ...NEEDS,
    title: 'Failed jobs',
    description: 'Jobs of the cluster whose pods failed, and why.',
    unit: 'short',
    queries: [line(`sum by (namespace, job_name, reason) (kube_job_status_failed{${IN}}) > 0`, 'failed')],
  }),
);

/** The cluster by kube-state-metrics and the kubelet. */
export const kubernetesRows: readonly BoardRow[] = [answerRow, detailRow];
