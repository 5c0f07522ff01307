import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { besideApplication } from '../../../packages/stack/src/beside-application.ts';
import { stackFiles } from '../../../packages/stack/src/stack-files.ts';
import { MODELS } from '../../../packages/stack/test/services-support.ts';
import { bringDockerCompose, buildChecker } from './checkers.ts';
import { run, write, writeStacks } from './configs-support.ts';

const programs = { compose: buildChecker('compose'), kustomize: buildChecker('kustomize') };

const { folder, rootOf } = writeStacks();
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** An application as somebody may have it: both forms of variables, a network of its own, a port that is open to all. */
const APPLICATION = `services:
  approvals:
    image: example/approvals:1.0.0
    command: ["node", "main.ts"]
    environment:
      - DATABASE_URL=postgres://db/app
      - NODE_ENV=production
    ports: ["8080:8080"]
    networks: [default, backend]
    volumes: ["uploads:/uploads"]
    healthcheck: { test: ["CMD", "true"], interval: 10s }
    depends_on: [db]
  db:
    image: postgres:17.1
    networks: [backend]
    environment: { POSTGRES_DB: app }
networks:
  backend: {}
volumes:
  uploads: {}
`;

interface Composed {
  readonly services: Readonly<
    Record<string, { readonly environment?: Readonly<Record<string, string>>; readonly networks?: object }>
  >;
}

/** Without some of its keys; 1.29 writes a network without settings as null or as {}. */
function comparable({ services }: Composed, name: string, without: readonly string[] = []): object {
  const { networks, ...service } = services[name] ?? {};
  const rest = Object.fromEntries(Object.entries(service).filter(([key]) => !without.includes(key)));
  return { ...rest, networks: Object.keys(networks ?? {}).toSorted() };
}

describe.each(['everything', 'bare', 'onMimir'])('the overlay of "%s"', (name) => {
  const files = (): string[] => ['compose.yml', 'observability/compose.observability.yml'];

  it('merges with the application and changes nothing of it but OTEL_ variables, by the loader of Compose 2', () => {
    const cwd = path.join(folder, name);
    writeFileSync(path.join(cwd, 'compose.yml'), APPLICATION);
    const alone = JSON.parse(run(programs.compose, ['compose.yml'], cwd).stdout) as Composed;
    const both = JSON.parse(run(programs.compose, files(), cwd).stdout) as Composed;
    const { environment, ...rest } = both.services['approvals'] ?? {};
    const { environment: before, ...restBefore } = alone.services['approvals'] ?? {};
    const own = Object.entries(environment ?? {}).filter(([key]) => !key.startsWith('OTEL_'));
    expect(Object.fromEntries(own)).toEqual(before);
    expect(rest).toEqual(restBefore);
    expect(both.services['db']).toEqual(alone.services['db']);
    expect(Object.keys(both.services)).toContain('grafana');
    expect(Object.keys(alone.services)).toEqual(['approvals', 'db']);
    expect(readFileSync(path.join(cwd, 'compose.yml'), 'utf8')).toBe(APPLICATION);
  });

  it('puts the collector into the networks of a service that is not in `default`', () => {
    const cwd = path.join(folder, `${name}-networks`);
    const own = APPLICATION.replace('[default, backend]', '[backend]');
    write([{ path: 'compose.yml', text: own }], cwd);
    const model = besideApplication(MODELS[name as keyof typeof MODELS], cwd);
    write(stackFiles(model), path.join(cwd, 'observability'));
    const { services } = JSON.parse(run(programs.compose, files(), cwd).stdout) as Composed;
    expect(Object.keys(services['approvals']?.networks ?? {})).toEqual(['backend']);
    expect(Object.keys(services['alloy']?.networks ?? {}).toSorted()).toEqual(['backend', 'default', 'observability']);
  });

  it("merges by Debian's docker-compose 1.29 as well", () => {
    const cwd = path.join(folder, name);
    const program = bringDockerCompose();
    writeFileSync(path.join(cwd, 'compose.yml'), APPLICATION);
    const composed = (of: readonly string[]): Composed => {
      const { code, stdout } = run(program, [...of.flatMap((file) => ['-f', file]), 'config'], cwd);
      expect(code).toBe(0);
      return parse(stdout) as Composed;
    };
    const alone = composed(['compose.yml']);
    const both = composed(files());
    expect(comparable(both, 'approvals', ['environment'])).toEqual(comparable(alone, 'approvals', ['environment']));
    expect(comparable(both, 'db')).toEqual(comparable(alone, 'db'));
    expect(comparable(both, 'db')).toHaveProperty('image');
  });
});

describe('Kustomize, by its own API', () => {
  const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: { name: approvals }
spec:
  selector: { matchLabels: { app: approvals } }
  template:
    metadata: { labels: { app: approvals } }
    spec:
      containers:
        - name: approvals
          image: "example/approvals:1.0.0"
          ports: [{ name: http, containerPort: 3000 }]
          env: [{ name: NODE_ENV, value: production }]
`;

  it.each(['everything', 'bare', 'onMimir'])(
    'builds the base of "%s" in a namespace, with the patch of the application',
    (name) => {
      const overlay = path.join(rootOf(name), '../deploy/production');
      // As the page of the folder shows it.
      const page = readFileSync(path.join(rootOf(name), 'kubernetes/README.md'), 'utf8');
      const kustomization = (/```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '').replace('NAMESPACE', 'watched');
      write(
        [
          { path: 'kustomization.yaml', text: kustomization },
          { path: 'app.yml', text: DEPLOYMENT },
        ],
        overlay,
      );
      const { code, stderr, stdout } = run(programs.kustomize, [overlay]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const objects = parseAllDocuments(stdout).map((one) => one.toJS() as Built);
      const names = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
      expect(new Set(names).size).toBe(names.length);
      expect(
        objects.filter(({ kind, metadata }) => !kind.startsWith('ClusterRole') && metadata.namespace !== 'watched'),
      ).toEqual([]);
      const boards = stackFiles(MODELS[name as keyof typeof MODELS]).filter(({ path: file }) =>
        file.startsWith('grafana/dashboards/'),
      );
      expect(
        names.filter((one) => boards.some(({ path: file }) => one === `ConfigMap/${path.basename(file, '.json')}`)),
      ).toHaveLength(boards.length);
      const rules = objects.filter(({ kind }) => kind === 'PrometheusRule').flatMap(({ spec }) => spec?.groups ?? []);
      expect(rules.length).toBeGreaterThan(3);
      const [container] =
        objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'approvals')?.spec?.template
          ?.spec.containers ?? [];
      expect(container).toMatchObject({
        readinessProbe: { httpGet: { path: '/readyz' } },
        image: 'example/approvals:1.0.0',
      });
      const bindings = objects.filter(({ kind }) => kind === 'ClusterRoleBinding');
      expect(bindings.flatMap(({ subjects = [] }) => subjects).every(({ namespace }) => namespace === 'watched')).toBe(
        true,
      );
      expect(bindings).toHaveLength(MODELS[name as keyof typeof MODELS].exporters.kubernetes ? 1 : 0);
      const ports = (container as unknown as { ports: { name: string }[] }).ports.map((port) => port.name);
      const isScraped = MODELS[name as keyof typeof MODELS].road === 'scrape';
      expect(ports.toSorted()).toEqual(isScraped ? ['http', 'metrics'] : ['http']);
      expect(objects.every(({ metadata }) => metadata.labels?.['release'] === 'kube-prometheus-stack')).toBe(true);
      expect(stdout).toContain('LOGS_OTLP_URL: http://loki.monitoring:3100/otlp');
      expect(container?.env).toContainEqual({ name: 'NODE_ENV', value: 'production' });
      expect(container?.env).toContainEqual({ name: 'OTEL_SERVICE_NAME', value: 'approvals' });
    },
  );
});

describe('the stacks of two services', () => {
  it('are built into one namespace by Kustomize, which refuses an object that is there twice', () => {
    const root = path.join(folder, 'two');
    const { everything } = MODELS;
    const billing = { ...everything, application: { ...everything.application, service: { name: 'billing' } } };
    write(stackFiles(everything), path.join(root, 'approvals'));
    write(stackFiles(billing), path.join(root, 'billing'));
    const overlay = path.join(root, 'deploy');
    const built = (...resources: string[]) => {
      write([{ path: 'kustomization.yaml', text: `namespace: shop\nresources: [${resources.join(', ')}]\n` }], overlay);
      return run(programs.kustomize, [overlay]);
    };
    const own = ['../approvals/kubernetes', '../billing/kubernetes'];
    const { code, stderr, stdout } = built(...own, '../approvals/kubernetes/grafana');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const objects = parseAllDocuments(stdout).map((one) => one.toJS() as Built);
    for (const kind of ['PrometheusRule', 'Deployment', 'Service', 'PodMonitor', 'NetworkPolicy', 'ClusterRole'])
      expect(objects.filter((one) => one.kind === kind)).toHaveLength(kind === 'PrometheusRule' ? 4 : 2);
    const both = built(...own, '../approvals/kubernetes/grafana', '../billing/kubernetes/grafana');
    expect(both.code).not.toBe(0);
    expect(both.stderr).toContain('already registered id');
  });
});

interface Built {
  readonly kind: string;
  readonly subjects?: readonly { readonly namespace?: string }[];
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec?: {
    readonly groups?: object[];
    readonly template?: { readonly spec: { readonly containers: { readonly env: object[] }[] } };
  };
}
