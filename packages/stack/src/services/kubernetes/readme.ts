import type { StackFile } from '../../model/stack-file.ts';
import type { StackModel } from '../../model/stack-model.ts';
import { FOLDER } from '../compose/files-of-host.ts';
import { PROMOTED } from '../addresses.ts';
import { graceSeconds, PRE_STOP_SECONDS, terminationSeconds } from '../shutdown-times.ts';
import { namesOf, objectName } from './metadata.ts';

interface Need {
  readonly what: string;
  readonly command: string;
  readonly expected: string;
}

const crds = ({ road }: StackModel): string =>
  ['prometheusrules', 'servicemonitors', ...(road === 'scrape' ? ['podmonitors'] : [])]
    .map((name) => `${name}.monitoring.coreos.com`)
    .join(' ');

const columns = (...paths: readonly string[]): string => `-o custom-columns=${paths.join(',')}`;

const ofPrometheus = ({ metricsStore, road }: StackModel): readonly Need[] => [
  {
    what: 'Prometheus of the operator takes these rules and monitors: kube-prometheus-stack asks for a label `release`',
    command: `kubectl get prometheus -A ${columns(
      'NAME:.metadata.name',
      'RULES:.spec.ruleSelector',
      'SERVICES:.spec.serviceMonitorSelector',
      ...(road === 'scrape' ? ['PODS:.spec.podMonitorSelector'] : []),
      'NAMESPACES:.spec.ruleNamespaceSelector',
    )}`,
    expected: '`map[]` takes all; otherwise the overlay below adds the labels that stand there',
  },
  ...(metricsStore === 'prometheus'
    ? [
        {
          what: 'it takes metrics over OTLP and remote write, with the attributes of the resource as labels',
          command: `kubectl get prometheus -A ${columns(
            'OTLP:.spec.enableOTLPReceiver',
            'WRITE:.spec.enableRemoteWriteReceiver',
            'LABELS:.spec.otlp.promoteResourceAttributes',
          )}`,
          expected: `\`true\`, \`true\` and [${PROMOTED.join(' ')}]; without the labels no alert and no board finds the service`,
        },
      ]
    : []),
];

const ofGrafana: readonly Need[] = [
  {
    what: "Grafana's sidecar takes boards and data sources by these labels, from this namespace, and boards into folders",
    command: `kubectl get deployment -A -l app.kubernetes.io/name=grafana -o jsonpath='{range .items[*].spec.template.spec.containers[*]}{.name}{" "}{.env}{"\\n"}{end}'`,
    expected:
      '`LABEL` is `grafana_dashboard` and `grafana_datasource`, `FOLDER_ANNOTATION` is `grafana_folder`, `NAMESPACE` is `ALL` or holds this one (values `sidecar.dashboards.*` of the chart)',
  },
];

function ofApplication(model: StackModel): readonly Need[] {
  const { application, options, exporters } = model;
  const name = objectName(application.service.name);
  const { secrets } = namesOf(model);
  return [
    {
      what: `its Deployment is \`${name}\`, with a container of that name and a port \`http\``,
      command: `kubectl -n NAMESPACE get deployment ${name} -o jsonpath='{range .spec.template.spec.containers[*]}{.name}{" "}{.ports[*].name}{"\\n"}{end}'`,
      expected: `a line \`${name} http\``,
    },
    {
      what: '`preStop` may sleep, which Kubernetes knows since 1.30',
      command: 'kubectl version',
      expected: '`Server Version: v1.30` or newer',
    },
    ...(exporters.kubernetes
      ? [
          {
            what: 'kube-state-metrics runs',
            command: 'kubectl get pods -A -l app.kubernetes.io/name=kube-state-metrics',
            expected: 'a pod that is `Running`',
          },
        ]
      : []),
    ...(options.signoz?.keyFile === undefined
      ? []
      : [
          {
            what: 'the ingestion key of the second receiver',
            command: `kubectl -n NAMESPACE get secret ${secrets}`,
            expected: `\`DATA\` is 1; else \`kubectl -n NAMESPACE create secret generic ${secrets} --from-file=signoz=FILE\``,
          },
        ]),
  ];
}

const needsOf = (model: StackModel): readonly Need[] => [
  {
    what: 'the types of the Prometheus operator',
    command: `kubectl get crd ${crds(model)}`,
    expected: 'a line for each',
  },
  {
    what: 'the namespace',
    command: 'kubectl get namespace NAMESPACE',
    expected: '`Active`; else `kubectl create namespace NAMESPACE`',
  },
  ...ofPrometheus(model),
  ...ofGrafana,
  ...ofApplication(model),
];

const needText = ({ command, expected, what }: Need, index: number): string => `${index + 1}. ${what}

   \`\`\`sh
   ${command}
   \`\`\`

   Expected: ${expected}.
`;

const sharedBoards = ({ application, boards }: StackModel): string =>
  boards === 'own'
    ? `- **Data sources, and the boards that are those of nobody** (\`kubernetes/grafana\`). A second service leaves the line out of
  its overlay. The boards of ${application.service.name} (\`kubernetes/boards\`) carry its name, and are beside those of other services.`
    : `- **Boards and data sources** (\`kubernetes/grafana\`). They choose service and environment at their top and go by uids that
  links of alerts name, so one Grafana can have one set. A second service leaves the line out of its overlay, and what
  only it declares (its jobs, its gauges) has no panel there: with \`boards: 'own'\` in \`plumbline.stack.ts\` each has its own.`;

/** `kubernetes/README.md`: what a cluster has to have, each with the command that checks it, and the overlay that deploys. */
export function kubernetesReadme(model: StackModel): StackFile {
  const { application, environment, folder = FOLDER } = model;
  const { collector, endpoints, manager } = namesOf(model);
  const text = `# In a cluster

The same rules, boards and data sources as in Compose, and the collector. Prometheus, Alertmanager, Grafana, Loki and Tempo are
those that the cluster has: nothing here starts them, and receivers of alerts are named in its Alertmanager.

## What has to be there

${needsOf(model).map(needText).join('\n')}
## How it is deployed

With an overlay of yours, such as \`deploy/${environment}/kustomization.yaml\`, that names the namespace, adds what Prometheus asks for, and says where the
stores are (\`${endpoints}\`):

\`\`\`yaml
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: NAMESPACE
resources:
  - ../../${folder}/kubernetes
  - ../../${folder}/kubernetes/grafana # in one overlay of those that share a Grafana
${model.boards === 'own' ? `  - ../../${folder}/kubernetes/boards # in each\n` : ''}  - app.yml # the Deployment of the application
components: [../../${folder}/kubernetes/application]
labels: [{ pairs: { release: kube-prometheus-stack } }]
patches:
  - target: { kind: ConfigMap, name: ${endpoints} }
    patch: |-
      - { op: replace, path: /data/LOGS_OTLP_URL, value: "http://loki.monitoring:3100/otlp" }
\`\`\`

\`\`\`sh
kubectl diff --server-side --field-manager=${manager} -k deploy/${environment}
kubectl apply --server-side --field-manager=${manager} -k deploy/${environment} # some boards are larger than what a plain apply can note down
kubectl -n NAMESPACE rollout status deployment/${collector} --timeout=2m
\`\`\`

Where Grafana runs in another namespace, the addresses in \`grafana/data-sources.yml\` need the namespace of each store behind the name, and the uids have to stay: boards and links of alerts go by them.

## What is its own, and what is shared

Every object of \`kubernetes/\` carries \`${application.service.name}\` and \`${environment}\` in its name, so the stacks of several services may be
applied into one namespace: each has its rules, and a collector of its own, \`${collector}\`, which only its application is told of.

Shared, and applied once:

${sharedBoards(model)}
- **What reads the machines and the cluster** (\`exporters: { kubernetes: true }\`): in one stack of the cluster, or everything
  is counted twice.

\`--field-manager\` names whose objects these are: where another service has written something of the same name differently, the
API server refuses with a conflict and replaces nothing. \`--force-conflicts\` would replace it.

## How a pod ends

\`preStop\` waits ${PRE_STOP_SECONDS} s until no node sends it anything new, SIGTERM comes, and SIGKILL ${graceSeconds(model)} s later (\`shutdown.graceMs\` of \`plumbline.config.ts\`): \`terminationGracePeriodSeconds: ${terminationSeconds(model)}\`.
`;
  return { path: 'kubernetes/README.md', text };
}
