import type { StackModel } from '../../model/stack-model.ts';
import { PORTS } from '../addresses.ts';
import { POSTGRES_DSN } from '../alloy/exporters.ts';
import { SIGNOZ_KEY } from '../alloy/pipeline.ts';
import { IMAGES } from '../images.ts';
import { secretName, stackFolder } from './files-of-host.ts';
import { loopback, NETWORK, type Part, wget } from './hardened.ts';

/** Between the proxy in front of Docker's socket and who may ask it; nothing else is in it, and it leads nowhere. */
export const DOCKER_NETWORK = 'docker-api';

/** The user of the image: without capabilities not even root could write into the folder of another. */
const ALLOY_USER = '473:473';
const DATA = '/var/lib/alloy/data';

const run = (storage: string): readonly string[] => [
  'run',
  '/etc/alloy/config.alloy',
  `--server.http.listen-addr=0.0.0.0:${PORTS.alloy}`,
  `--storage.path=${storage}`,
  '--disable-reporting',
];

/** The image has a shell and no program that speaks HTTP. */
const HEALTH = [
  'CMD',
  'bash',
  '-c',
  `exec 3<>/dev/tcp/127.0.0.1/${PORTS.alloy} && printf 'GET /-/ready HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q ' 200 ' <&3`,
];

/**
 * Where the application finds the collector: in `default`, or in the networks that it has in place of that. No further ones:
 * in a network of several projects the name `alloy` could be that of another one.
 */
const ofApplication = ({ compose: { networks = [] } }: StackModel): readonly string[] =>
  networks.includes('default') ? ['default'] : ['default', ...networks];

/** In the network of the application too, so that the application needs no other network. */
const collector = (model: StackModel, folder: string): Part => ({
  image: IMAGES.alloy,
  memory: '512m',
  user: ALLOY_USER,
  command: run(DATA),
  volumes: [`${folder}/alloy/config.alloy:/etc/alloy/config.alloy:ro`, `alloy-data:${DATA}`],
  ...(model.options.signoz?.keyFile !== undefined && { secrets: [secretName(SIGNOZ_KEY)] }),
  networks: [...ofApplication(model), NETWORK],
  ports: [loopback(PORTS.otlpGrpc), loopback(PORTS.otlpHttp), loopback(PORTS.alloy)],
  healthcheck: HEALTH,
});

/** Root without capabilities: it reads what is anybody's, and what belongs to root. */
const exporters = ({ compose, exporters: of }: StackModel, folder: string): Part => ({
  image: IMAGES.alloy,
  memory: '384m',
  profiles: ['exporters'],
  user: '0:0',
  hostname: 'docker-host',
  command: run('/tmp/alloy'),
  volumes: [
    `${folder}/alloy/exporters.alloy:/etc/alloy/config.alloy:ro`,
    ...(of.host ? ['/proc:/host/proc:ro', '/sys:/host/sys:ro'] : []),
    ...(of.containers ? ['/sys:/sys:ro', '/var/lib/docker:/var/lib/docker:ro'] : []),
    ...(of.host || of.containers ? ['/:/rootfs:ro,rslave'] : []),
  ],
  ...(of.postgres && { secrets: [secretName(POSTGRES_DSN)] }),
  // The database may be in any network of the application.
  networks: [...new Set(['default', ...(compose.networks ?? []), NETWORK, ...(of.containers ? [DOCKER_NETWORK] : [])])],
  ...(of.containers && { dependsOn: ['socket-proxy'] }),
  healthcheck: HEALTH,
});

const containerLogs = (folder: string): Part => ({
  image: IMAGES.alloy,
  memory: '256m',
  profiles: ['container-logs'],
  user: ALLOY_USER,
  command: run(DATA),
  volumes: [`${folder}/alloy/container-logs.alloy:/etc/alloy/config.alloy:ro`, `alloy-logs-data:${DATA}`],
  networks: [NETWORK, DOCKER_NETWORK],
  dependsOn: ['socket-proxy'],
  healthcheck: HEALTH,
});

/** The only part with Docker's socket. Reading is let through, and of that no more than the two collectors need. */
const socketProxy = (): Part => ({
  image: IMAGES.socketProxy,
  memory: '64m',
  profiles: ['exporters', 'container-logs'],
  tmpfs: ['/tmp', '/run'],
  environment: { CONTAINERS: '1', EVENTS: '1', INFO: '1', PING: '1', POST: '0', VERSION: '1' },
  volumes: ['/var/run/docker.sock:/var/run/docker.sock:ro'],
  networks: [DOCKER_NETWORK],
  healthcheck: wget(`http://localhost:${PORTS.socketProxy}/_ping`),
});

/** The collector, and what needs more rights than it, each behind a profile. */
export function collectors(model: StackModel): Readonly<Record<string, Part>> {
  const folder = stackFolder(model);
  const { containers, host, postgres } = model.exporters;
  return {
    alloy: collector(model, folder),
    ...((containers || host || postgres) && { 'alloy-exporters': exporters(model, folder) }),
    ...(containers && { 'alloy-container-logs': containerLogs(folder), 'socket-proxy': socketProxy() }),
  };
}
