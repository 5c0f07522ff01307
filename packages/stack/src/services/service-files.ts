import type { StackFile } from '../model/stack-file.ts';
import type { StackModel } from '../model/stack-model.ts';
import { alertmanagerFiles } from './alertmanager/files.ts';
import { alloyFiles } from './alloy/config.ts';
import { composeFiles } from './compose/overlay.ts';
import { egressLock } from './egress-lock.ts';
import { grafanaFile } from './grafana.ts';
import { lokiFile } from './loki.ts';
import { mimirFiles } from './mimir.ts';
import { prometheusFile } from './prometheus.ts';
import { tempoFile } from './tempo.ts';

/** Overlay, collector, stores, alert routes and the list of what leaves: everything but rules, boards and Kubernetes. */
export const serviceFiles = (model: StackModel): readonly StackFile[] => [
  ...composeFiles(model),
  ...alloyFiles(model),
  ...(model.metricsStore === 'mimir' ? mimirFiles(model) : [prometheusFile(model)]),
  lokiFile(model),
  tempoFile(model),
  ...alertmanagerFiles(model),
  grafanaFile(model),
  egressLock(model),
];
