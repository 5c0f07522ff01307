import { describe, expect, it } from 'vitest';
import { serviceFiles } from '../src/services/service-files.ts';
import { bare, composeOf, everything, MODELS, textOf } from './services-support.ts';

const FOLDER = '${PLUMBLINE_STACK:-./observability}/';

/** Folders that rules, boards and runbooks are written into by other generators. */
const OF_OTHERS = new Set(['prometheus/rules', 'grafana/provisioning', 'grafana/dashboards', 'runbooks']);

/** The only parts that see files of the host; the first those of its secrets alone. */
const READ_THE_HOST = new Set(['alertmanager', 'alloy-exporters', 'socket-proxy']);

describe.each(Object.entries(MODELS))('the overlay of the model "%s"', (_name, of) => {
  const { networks, secrets, services, volumes } = composeOf(of);
  const parts = Object.entries(services).filter(([name]) => name !== 'approvals');

  it('says of the application nothing but variables of OpenTelemetry', () => {
    expect(Object.keys(services['approvals'] ?? {})).toEqual(['environment']);
    expect(Object.keys(services['approvals']?.environment ?? {}).filter((name) => !name.startsWith('OTEL_'))).toEqual(
      [],
    );
  });

  it.each(parts)('confines %s', (_part, service) => {
    expect(service.image).toMatch(/^[a-z]+\/[a-z-]+:v?\d+[.]\d+[.]\d+$/);
    expect(service).toMatchObject({ cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'], read_only: true });
    expect(service).toMatchObject({ restart: 'unless-stopped', stop_grace_period: '1m', cpu_shares: 512 });
    expect(service.mem_limit).toMatch(/^\d+[mg]$/);
    expect((service.ports ?? []).filter((port) => !/^127[.]0[.]0[.]1:\d+:\d+$/.test(port))).toEqual([]);
    for (const name of service.secrets ?? []) expect(secrets).toHaveProperty(name);
    for (const name of service.networks ?? []) expect(name === 'default' || name in networks).toBe(true);
  });

  it('mounts only what is written, what is named, and the machine read-only for the exporters alone', () => {
    const written = new Set(serviceFiles(of).flatMap(({ path }) => [path, path.replace(/\/[^/]+$/, '')]));
    const isWritten = (source: string): boolean => written.has(source) || OF_OTHERS.has(source);
    const mounts = parts.flatMap(([part, { volumes: own = [] }]) => own.map((mount) => ({ part, mount })));
    const ofStack = mounts.filter(({ mount }) => mount.startsWith(FOLDER));
    expect(ofStack.filter(({ mount }) => !isWritten(mount.slice(FOLDER.length).split(':')[0] ?? ''))).toEqual([]);
    expect(ofStack.filter(({ mount }) => !mount.endsWith(':ro'))).toEqual([]);
    const ofHost = mounts.filter(({ mount }) => mount.startsWith('/'));
    expect(ofHost.filter(({ mount }) => !/:ro(?:,rslave)?$/.test(mount))).toEqual([]);
    expect(ofHost.filter(({ part }) => !READ_THE_HOST.has(part))).toEqual([]);
    const named = mounts.filter(({ mount }) => /^[a-z]/.test(mount)).map(({ mount }) => mount.replace(/:.*$/, ''));
    expect(named.toSorted()).toEqual(Object.keys(volumes).toSorted());
    expect(ofStack.length + ofHost.length + named.length).toBe(mounts.length);
    const withSocket = parts.filter(([, { volumes: mounts = [] }]) =>
      mounts.some((mount) => mount.includes('docker.sock')),
    );
    expect(withSocket.map(([part]) => part)).toEqual(of === bare ? [] : ['socket-proxy']);
  });

  it('begins with the command that starts it, its exporters included', () => {
    const text = textOf(serviceFiles(of), 'compose.observability.yml');
    const [command = ''] = /docker compose .*/.exec(text) ?? [];
    expect(command).toMatch(/^docker compose -f \S+ -f \S+\/compose[.]observability[.]yml.* up -d$/);
    expect(command.includes('--profile exporters')).toBe(services['alloy-exporters'] !== undefined);
  });

  it('asks every part for its health but Mimir, whose image could not answer', () => {
    const silent = parts.filter(([, { healthcheck }]) => healthcheck === undefined).map(([part]) => part);
    expect(silent).toEqual(of.metricsStore === 'mimir' ? ['mimir'] : []);
  });

  it('takes secrets from files of the folder that git ignores', () => {
    for (const { file } of Object.values(secrets))
      expect(file).toMatch(/^\$\{PLUMBLINE_STACK:-[^}]+\}\/secrets\/[\w-]+$/);
    expect(serviceFiles(of)).toContainEqual({ path: 'secrets/.gitignore', text: '*\n!.gitignore\n!README.md\n' });
  });
});

describe('the overlay', () => {
  it('starts nothing by itself that reads the machine or the lines of other containers', () => {
    const { services } = composeOf(everything);
    const withProfile = Object.entries(services).flatMap(([name, { profiles }]) =>
      profiles ? [[name, profiles]] : [],
    );
    expect(Object.fromEntries(withProfile)).toEqual({
      'alloy-exporters': ['exporters'],
      'alloy-container-logs': ['container-logs'],
      'socket-proxy': ['exporters', 'container-logs'],
    });
    expect(Object.keys(composeOf(bare).services)).toEqual([
      'approvals',
      'alloy',
      'prometheus',
      'alertmanager',
      'loki',
      'tempo',
      'grafana',
    ]);
  });

  it('gives the application its road: a scrape endpoint, or OTLP alone', () => {
    expect(composeOf(bare).services['approvals']?.environment).toEqual({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://alloy:4318',
      OTEL_SERVICE_NAME: 'approvals',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=production',
    });
    expect(composeOf(everything).services['approvals']?.environment).toMatchObject({
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=production,service.namespace=shop',
      OTEL_METRICS_EXPORTER: 'prometheus',
      OTEL_EXPORTER_PROMETHEUS_HOST: '0.0.0.0',
      OTEL_EXPORTER_PROMETHEUS_PORT: '9464',
    });
  });

  it('finds the stack from the folder of the application, and binds the ports that links name', () => {
    const nested = composeOf({ ...bare, compose: { application: 'deploy/prod/compose.yml', service: 'api' } });
    expect(nested.services['loki']?.volumes?.[0]).toBe(
      '${PLUMBLINE_STACK:-../../observability}/loki/loki.yml:/etc/loki/loki.yml:ro',
    );
    expect(nested.services['api']).toBeDefined();
    const urls = { ...bare.urls, grafana: 'http://localhost:3001', prometheus: 'https://metrics.example.com/prom' };
    const { services } = composeOf({ ...bare, urls });
    expect(services['grafana']?.ports).toEqual(['127.0.0.1:3001:3000']);
    expect(services['prometheus']?.ports).toEqual(['127.0.0.1:9090:9090']);
  });
});
