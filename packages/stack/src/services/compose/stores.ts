import type { StackModel } from '../../model/stack-model.ts';
import { PORTS } from '../addresses.ts';
import { receiverSecrets } from '../alertmanager/receivers.ts';
import { ADMIN_PASSWORD } from '../grafana.ts';
import { IMAGES } from '../images.ts';
import { MIMIR_TENANT } from '../mimir.ts';
import { secretName, secretsOf, stackFolder } from './files-of-host.ts';
import { loopback, type Part, wget } from './hardened.ts';

const LOCAL = /^(?:localhost|127[.]0[.]0[.]1)$/;
const DEFAULT_PORT = { 'http:': 80, 'https:': 443 } as const;

/** The port of this machine that a link names; the part's own where the link leads elsewhere, such as to a proxy. */
function portOf(url: string, own: number): number {
  const { hostname, port, protocol } = new URL(url);
  if (!LOCAL.test(hostname)) return own;
  return port === '' ? DEFAULT_PORT[protocol as keyof typeof DEFAULT_PORT] : Number(port);
}

const prometheus = (model: StackModel, folder: string): Part => ({
  image: IMAGES.prometheus,
  memory: '1g',
  command: [
    '--config.file=/etc/prometheus/prometheus.yml',
    '--storage.tsdb.path=/prometheus',
    `--storage.tsdb.retention.time=${model.retention.metrics}`,
    '--web.enable-otlp-receiver',
    '--web.enable-remote-write-receiver',
    '--enable-feature=exemplar-storage',
    `--web.external-url=${model.urls.prometheus}`,
    '--web.route-prefix=/',
  ],
  volumes: [
    `${folder}/prometheus/prometheus.yml:/etc/prometheus/prometheus.yml:ro`,
    `${folder}/prometheus/rules:/etc/prometheus/rules:ro`,
    'prometheus-data:/prometheus',
  ],
  ports: [loopback(portOf(model.urls.prometheus, PORTS.prometheus), PORTS.prometheus)],
  healthcheck: wget(`http://localhost:${PORTS.prometheus}/-/ready`),
});

/** Its image holds nothing that could ask for its health, and no folder for data: that of a new volume belongs to root. */
const mimir = (model: StackModel, folder: string): Part => ({
  image: IMAGES.mimir,
  user: '0:0',
  memory: '1536m',
  command: ['-config.file=/etc/mimir/mimir.yml'],
  volumes: [
    `${folder}/mimir/mimir.yml:/etc/mimir/mimir.yml:ro`,
    `${folder}/mimir/overrides.yml:/etc/mimir/overrides.yml:ro`,
    `${folder}/prometheus/rules:/etc/mimir/rules/${MIMIR_TENANT}:ro`,
    'mimir-data:/data',
  ],
  ports: [loopback(portOf(model.urls.prometheus, PORTS.prometheus), PORTS.mimir)],
});

const alertmanager = (model: StackModel, folder: string): Part => {
  const { mounts, secrets } = secretsOf(receiverSecrets(model));
  return {
    image: IMAGES.alertmanager,
    memory: '128m',
    command: [
      '--config.file=/etc/alertmanager/alertmanager.yml',
      '--storage.path=/alertmanager',
      `--web.external-url=${model.urls.alertmanager}`,
      '--web.route-prefix=/',
      // One of them: it looks for no others.
      '--cluster.listen-address=',
    ],
    volumes: [
      `${folder}/alertmanager/alertmanager.yml:/etc/alertmanager/alertmanager.yml:ro`,
      `${folder}/alertmanager/templates:/etc/alertmanager/templates:ro`,
      ...mounts,
      'alertmanager-data:/alertmanager',
    ],
    ...(secrets.length > 0 && { secrets }),
    ports: [loopback(portOf(model.urls.alertmanager, PORTS.alertmanager), PORTS.alertmanager)],
    healthcheck: wget(`http://localhost:${PORTS.alertmanager}/-/ready`),
  };
};

const loki = (folder: string): Part => ({
  image: IMAGES.loki,
  memory: '768m',
  command: ['-config.file=/etc/loki/loki.yml'],
  volumes: [`${folder}/loki/loki.yml:/etc/loki/loki.yml:ro`, 'loki-data:/loki'],
  healthcheck: ['CMD', '/usr/bin/loki', '-health'],
});

const tempo = (folder: string): Part => ({
  image: IMAGES.tempo,
  memory: '1g',
  command: ['-config.file=/etc/tempo/tempo.yml'],
  volumes: [`${folder}/tempo/tempo.yml:/etc/tempo/tempo.yml:ro`, 'tempo-data:/var/tempo'],
  healthcheck: ['CMD', '/tempo', '-health'],
});

const grafana = (model: StackModel, folder: string): Part => ({
  image: IMAGES.grafana,
  // Of which a good part is its data sources, a process each.
  memory: '1g',
  volumes: [
    `${folder}/grafana/grafana.ini:/etc/grafana/grafana.ini:ro`,
    `${folder}/grafana/provisioning:/etc/grafana/provisioning:ro`,
    `${folder}/grafana/dashboards:/etc/grafana/dashboards:ro`,
    // Where links of alerts lead here: Grafana serves what is below its folder `public`, and asks nobody to sign in.
    ...(model.urls.runbooks === `${model.urls.grafana}/public/runbooks`
      ? [`${folder}/runbooks:/usr/share/grafana/public/runbooks:ro`]
      : []),
    'grafana-data:/var/lib/grafana',
  ],
  secrets: [secretName(ADMIN_PASSWORD)],
  ports: [loopback(portOf(model.urls.grafana, PORTS.grafana), PORTS.grafana)],
  healthcheck: wget(`http://localhost:${PORTS.grafana}/api/health`),
});

/** Stores, alerts and boards, by the name of their service. */
export function stores(model: StackModel): Readonly<Record<string, Part>> {
  const folder = stackFolder(model);
  return {
    ...(model.metricsStore === 'mimir' ? { mimir: mimir(model, folder) } : { prometheus: prometheus(model, folder) }),
    alertmanager: alertmanager(model, folder),
    loki: loki(folder),
    tempo: tempo(folder),
    grafana: grafana(model, folder),
  };
}
