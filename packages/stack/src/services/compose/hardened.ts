/** What each part of the overlay says beside how it is confined. */
export interface Part {
  readonly image: string;
  /** Most memory it may take: `512m`. */
  readonly memory: string;
  readonly command?: readonly string[];
  /** `host:container` or `host:container:ro`. */
  readonly volumes?: readonly string[];
  /** Names of secrets, each a file. */
  readonly secrets?: readonly string[];
  readonly ports?: readonly string[];
  readonly networks?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Left out where the image holds no program that could ask. */
  readonly healthcheck?: readonly string[];
  readonly profiles?: readonly string[];
  readonly user?: string;
  /** Where it becomes a label; Docker's own is another one after each start. */
  readonly hostname?: string;
  readonly tmpfs?: readonly string[];
  readonly dependsOn?: readonly string[];
}

/** Network of the parts among themselves. */
export const NETWORK = 'observability';

/** More threads than any part needs; Grafana runs each of its data sources as a process. */
const MAX_PROCESSES = 1_024;

/** Half of what a container has where nothing is said: a busy stack takes no time of the processor from the application. */
const CPU_SHARES = 512;

/** Stores write what they hold in memory as they end, which takes longer than Docker's ten seconds. */
const STOP_PERIOD = '1m';

/** A part with no capability, a read-only root, bounded memory, processes and logs. */
export const hardened = (part: Part): object => ({
  image: part.image,
  restart: 'unless-stopped',
  stop_grace_period: STOP_PERIOD,
  ...(part.profiles !== undefined && { profiles: part.profiles }),
  ...(part.user !== undefined && { user: part.user }),
  ...(part.hostname !== undefined && { hostname: part.hostname }),
  read_only: true,
  tmpfs: part.tmpfs ?? ['/tmp'],
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
  mem_limit: part.memory,
  cpu_shares: CPU_SHARES,
  pids_limit: MAX_PROCESSES,
  command: part.command,
  environment: part.environment,
  volumes: part.volumes,
  secrets: part.secrets,
  ports: part.ports,
  networks: part.networks ?? [NETWORK],
  depends_on: part.dependsOn,
  healthcheck:
    part.healthcheck === undefined
      ? undefined
      : { test: part.healthcheck, interval: '15s', timeout: '5s', retries: 5, start_period: '30s' },
  logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
});

/** A port on this machine alone. */
export const loopback = (host: number, container = host): string => `127.0.0.1:${host}:${container}`;

/** By the shell of busybox, which the images of Prometheus, Alertmanager, Grafana and the proxy hold. */
export const wget = (url: string): readonly string[] => ['CMD', 'wget', '-q', '-O', '/dev/null', url];
