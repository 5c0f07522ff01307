import type { Board } from '../../model/board.ts';
import type { BoardContext } from '../board-context.ts';
import { containerRow } from './container-row.ts';
import { hostRow } from './host-row.ts';
import { kubernetesRows } from './kubernetes-rows.ts';

/** For operators: has everything room to run? Undefined without an exporter of hosts, containers or Kubernetes. */
export function infrastructureBoard({ model: { exporters } }: BoardContext): Board | undefined {
  const rows = [
    ...(exporters.host ? [hostRow] : []),
    ...(exporters.containers ? [containerRow(exporters.kubernetes)] : []),
    ...(exporters.kubernetes ? kubernetesRows : []),
  ];
  if (rows.length === 0) return undefined;
  return {
    uid: 'plumbline-infrastructure',
    title: 'Infrastructure',
    audience: 'operator',
    description: 'Has everything room to run: hosts, containers and the cluster?',
    related: ['plumbline-reliability', 'plumbline-database'],
    labelVariables: [
      ...(exporters.host ? [{ name: 'host', label: 'Host', metric: 'node_uname_info', of: 'instance' }] : []),
      ...(exporters.kubernetes
        ? [{ name: 'namespace', label: 'Namespace', metric: 'kube_pod_info', of: 'namespace' }]
        : []),
    ],
    rows,
  };
}
