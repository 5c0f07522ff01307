import path from 'node:path/posix';
import { ownUids } from '../../boards/own-uid.ts';
import type { StackFile } from '../../model/stack-file.ts';
import type { StackModel } from '../../model/stack-model.ts';
import { toYaml } from '../../yaml.ts';
import { header } from '../header.ts';
import { applicationPatch } from './application.ts';
import { collectorObjects } from './collector.ts';
import { labels, namesOf, objectName, ownName } from './metadata.ts';
import { monitorObjects } from './monitors.ts';
import { kubernetesReadme } from './readme.ts';

const documents = (what: string, objects: readonly object[]): string =>
  [toYaml(objects[0], header(what)), ...objects.slice(1).map((object) => toYaml(object))].join('---\n');

/** The same rules as Prometheus reads from its files: their text, two columns further in. */
const prometheusRule =
  (model: StackModel) =>
  ({ path: file, text }: StackFile): StackFile => {
    const name = ownName(`plumbline-${path.basename(file, '.yml')}`, model);
    const top = {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name, labels: labels(name) },
    };
    const rules = text.split('\n').map((line) => (line === '' ? '' : `  ${line}`));
    return { path: `kubernetes/rules/${path.basename(file)}`, text: `${toYaml(top)}spec:\n${rules.join('\n')}` };
  };

/**
 * What one Grafana has once, for all services: their boards choose service and environment, and go by uids that links of
 * alerts name. It is a base of its own, so that nobody applies it without having named it.
 */
const SHARED = 'kubernetes/grafana';

/** Boards that carry the name of this service, for the Grafana that has others of other services. */
const OWN_BOARDS = 'kubernetes/boards';

/**
 * The data sources of the boards, for the sidecar of Grafana. None is the default one: the cluster has one, and Grafana
 * does not start with two.
 */
function dataSources({ text }: StackFile): StackFile {
  const inCluster = text
    .split('\n')
    .filter((line) => !['isDefault: true', 'prune: true'].includes(line.trim()))
    .join('\n')
    .replaceAll(/: http:\/\/(prometheus|alertmanager):/g, ': http://$1-operated:');
  const name = 'plumbline-data-sources';
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, labels: { ...labels(name), grafana_datasource: '1' } },
    data: { 'plumbline.yml': inCluster },
  };
  return {
    path: `${SHARED}/data-sources.yml`,
    text: toYaml(object, header('Data sources for the sidecar of Grafana, by the uids that boards and alerts name.')),
  };
}

/** A board as the sidecar of Grafana finds it, in the folder of its audience. */
function boardConfigMap(base: string, { path: file, text }: StackFile): StackFile {
  const name = objectName(path.basename(file, '.json'));
  const folder = path.basename(path.dirname(file));
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name,
      labels: { ...labels(name), grafana_dashboard: '1' },
      ...(folder !== 'dashboards' && { annotations: { grafana_folder: folder } }),
    },
    data: { [path.basename(file)]: text },
  };
  return { path: `${base}/${name}.yml`, text: toYaml(object, header('A board for the sidecar of Grafana.')) };
}

/** A base for Kustomize out of files below its folder. */
const kustomization = (folder: string, files: readonly StackFile[], what: string): StackFile => ({
  path: `${folder}/kustomization.yaml`,
  text: toYaml(
    {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: files.map(({ path: file }) => path.relative(folder, file)).sort(),
    },
    `${header(what)}\nWhat the cluster has to have stands in README.md, with the command that checks each.`,
  ),
});

/** A base of their own: there is none where boards are shared. */
const ownBase = ({ application }: StackModel, boards: readonly StackFile[]): readonly StackFile[] =>
  boards.length === 0
    ? []
    : [kustomization(OWN_BOARDS, boards, `Boards of ${application.service.name}, beside those of others.`), ...boards];

/** Added to the kustomization that holds the application's Deployment: `components: [.../kubernetes/application]`. */
const component = (model: StackModel): readonly StackFile[] => [
  {
    path: 'kubernetes/application/kustomization.yaml',
    text: toYaml(
      { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component', patches: [{ path: 'deployment.yml' }] },
      header('For the kustomization of the application: probes, and where its telemetry goes.'),
    ),
  },
  {
    path: 'kubernetes/application/deployment.yml',
    text: toYaml(applicationPatch(model), header('A patch of the Deployment of the application.')),
  },
];

const isRule = ({ path: file }: StackFile): boolean => /^prometheus\/rules\/[^/]+\.yml$/.test(file);
const isDataSources = ({ path: file }: StackFile): boolean => file === 'grafana/provisioning/datasources/plumbline.yml';
const isBoard = ({ path: file }: StackFile): boolean => /^grafana\/dashboards\/.+\.json$/.test(file);

/**
 * Two bases for Kustomize, with the rules, boards and data sources that are given: of `files`, those of `prometheus/rules`,
 * `grafana/dashboards` and the data sources are taken and all others ignored.
 */
export function kubernetesFiles(model: StackModel, files: readonly StackFile[]): readonly StackFile[] {
  const own = [
    { path: 'kubernetes/collector.yml', text: documents('The collector.', collectorObjects(model)) },
    {
      path: 'kubernetes/monitors.yml',
      text: documents('Who scrapes what, and who may speak to whom.', monitorObjects(model)),
    },
    ...files.filter(isRule).map(prometheusRule(model)),
  ];
  const uids = ownUids(model);
  const isOfService = ({ path: file }: StackFile): boolean => uids.has(path.basename(file, '.json'));
  const boards = files.filter(isBoard);
  const ownBoards = boards.filter(isOfService).map((file) => boardConfigMap(OWN_BOARDS, file));
  const shared = [
    ...boards.filter((file) => !isOfService(file)).map((file) => boardConfigMap(`${SHARED}/boards`, file)),
    ...files.filter(isDataSources).map(dataSources),
  ];
  const { application, environment } = model;
  const { endpoints } = namesOf(model);
  return [
    kustomization(
      'kubernetes',
      own,
      `Base for Kustomize, of ${application.service.name} in ${environment} alone: an overlay sets the namespace, and the addresses of the stores in \`${endpoints}\`.`,
    ),
    ...own,
    kustomization(
      SHARED,
      shared,
      'Boards and data sources, which one Grafana has once, whatever the number of services.',
    ),
    ...shared,
    ...ownBase(model, ownBoards),
    ...component(model),
    kubernetesReadme(model),
  ];
}
