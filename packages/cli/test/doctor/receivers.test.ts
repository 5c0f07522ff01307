import { startOtlpReceiver } from '@plumbline/testkit/otlp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDescribe } from '../../src/describe.ts';
import type { DoctorFault } from '../../src/doctor/doctor-check.ts';
import { egressLock } from '../../src/doctor/egress-lock.ts';
import { readProject } from '../../src/doctor/project.ts';
import { findCommands } from '../../src/find-commands.ts';
import { diagnose, found, healthyConfig, healthyProject, linkPackages } from '../support.ts';

/** A healthy project with the egress lockfile's package, without a lockfile, and with these sections besides. */
function project(sections: string): string {
  const folder = healthyProject({
    // Nobody resolves it: what it would send is not asked here.
    'node_modules/@plumbline/node/package.json': { name: '@plumbline/node', version: '1.0.0', exports: {} },
    'package.json': {
      name: 'shop',
      type: 'module',
      scripts: { start: 'node src/main.ts' },
      dependencies: { '@plumbline/core': '*', '@plumbline/node': '*', '@plumbline/schema': '*' },
    },
    'plumbline.config.ts': `import { defineCatalog } from '@plumbline/schema';\n${healthyConfig}`
      .replace(/const catalog = .*/, "const catalog = defineCatalog({ version: '2026-05-telemetry-v1', events: {} });")
      .replace('catalog, events', `catalog, ${sections}, events`),
  });
  linkPackages(folder, ['@plumbline/schema']);
  return folder;
}

async function of(check: string, folder: string, env: Record<string, string> = {}): Promise<readonly string[]> {
  const report = await diagnose(folder, env);
  expect(report.checks.find(({ name }) => name === check)?.status).not.toBe('blocked');
  return found(report).filter((line) => line.startsWith(`${check}: `));
}

const DSN = `https://${'a1'.repeat(16)}@o1.ingest.example/7`;

describe('a lockfile that is missing', () => {
  const missing = (why: string): string =>
    `egress-lock: plumbline.egress.lock is missing, and the service may not start without it: ${why} | `;

  it('is needed where trace headers go to somebody whom nobody calls our own, and where is said', async () => {
    const [fault, ...others] = await of('egress-lock', project("trace: { propagateTo: ['vendor.example'] }"));
    expect(others).toEqual([]);
    expect(fault).toContain(missing('trace headers go to vendor.example, which nobody calls our own'));
    expect(fault).toContain("`egress: { propagation: { party: 'first-party' } }` says so.");
    expect(fault).toContain('Name it in `egress.lock` of plumbline.config.ts.');
  });

  it.each([
    [
      'they are our own',
      "trace: { propagateTo: ['notes.internal'] }, egress: { propagation: { party: 'first-party' } }",
    ],
    [
      'each of them is',
      "trace: { propagateTo: ['Notes.internal', 'env:NOTES_URL'] }, egress: { propagation: { hosts: { 'notes.internal': 'first-party', 'env:NOTES_URL': 'first-party' } } }",
    ],
    ['their variable is not set', "trace: { propagateTo: ['env:NOTES_URL'] }"],
    ['there are none', 'trace: { propagateTo: [] }'],
  ])('is not where %s', async (_why, sections) => {
    expect(await of('egress-lock', project(sections))).toEqual([]);
  });

  it('is needed for the one host of several that nobody calls our own', async () => {
    const [fault, ...others] = await of(
      'egress-lock',
      project(
        "trace: { propagateTo: ['notes.internal', 'vendor.example'] }, egress: { propagation: { hosts: { 'notes.internal': 'first-party' } } }",
      ),
    );
    expect(others).toEqual([]);
    expect(fault).toContain(missing('trace headers go to vendor.example, which nobody calls our own'));
    expect(fault).toContain(
      "`egress: { propagation: { hosts: { 'vendor.example': 'first-party' } } }` says it of one.",
    );
  });

  it('is needed once a variable names a host', async () => {
    const folder = project("trace: { propagateTo: ['env:NOTES_URL'] }");
    expect(await of('egress-lock', folder, { NOTES_URL: 'http://notes.example' })).toEqual([
      expect.stringContaining(missing('trace headers go to env:NOTES_URL, which nobody calls our own')),
    ]);
  });

  it('is needed for errors and a collector of a third party', async () => {
    const folder = project(
      "egress: { errors: { origin: 'https://o1.ingest.example' }, collector: { party: 'third-party' } }",
    );
    expect(await of('egress-lock', folder)).toEqual([]);
    const env = { SENTRY_DSN: DSN, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:9' };
    expect(await of('egress-lock', folder, env)).toEqual([
      expect.stringContaining(
        missing("errors go to a third party (SENTRY_DSN); the OTLP collector is a third party's"),
      ),
    ]);
  });

  it('is needed for a collector outside of which nobody says whose it is, and said is how to say it', async () => {
    // This check by itself: another one would call the address.
    const faultOf = async (sections: string, address: string): Promise<DoctorFault | undefined> => {
      const folder = project(sections);
      const env = { PATH: process.env['PATH'], OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: address };
      const io = { cwd: folder, env, stdout: () => undefined, stderr: () => undefined };
      const read = await readProject({ ...io, describe: createDescribe({ cwd: folder, env }) }, {});
      const outcome = await egressLock((await findCommands(folder)).commands).run(read);
      return outcome.status === 'fault' ? outcome.faults[0] : undefined;
    };
    const fault = await faultOf("logs: { level: 'info' }", 'https://otlp.vendor.example/v1/logs');
    expect(fault?.what).toBe(
      'plumbline.egress.lock is missing, and the service may not start without it: OTEL_EXPORTER_OTLP_LOGS_ENDPOINT has an address outside of this machine and its networks, and nobody says whose it is',
    );
    expect(fault?.fix).toContain(
      "Where the collector is your own, `egress: { collector: { party: 'first-party' } }` says so.",
    );
    expect(await faultOf("logs: { level: 'info' }", 'http://collector.internal:4318/v1/logs')).toBeUndefined();
    const own = "egress: { collector: { party: 'first-party' } }";
    expect(await faultOf(own, 'https://otlp.vendor.example/v1/logs')).toBeUndefined();
  });

  it('is not needed for errors that go to a server of our own', async () => {
    const folder = project("egress: { errors: { origin: 'https://o1.ingest.example', party: 'first-party' } }");
    expect(await of('egress-lock', folder, { SENTRY_DSN: DSN })).toEqual([]);
  });
});

describe('a collector that nobody declared', () => {
  const noteOf = async (sections: string, env: Record<string, string>): Promise<string | undefined> => {
    const outcome = (await diagnose(project(sections), env)).checks.find(({ name }) => name === 'otlp');
    return outcome?.status === 'ok' ? outcome.note : undefined;
  };

  it('is named where it answers, with what it gets and how to say whose it is', async () => {
    const receiver = await startOtlpReceiver();
    onTestFinished(() => receiver.close());
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    expect(await noteOf("logs: { level: 'info' }", env)).toBe(
      "1 endpoint(s) answer; nobody has said whose the collector is that gets spans, metrics and log lines: where it is your own, `egress: { collector: { party: 'first-party' } }` says so",
    );
    expect(await noteOf("egress: { collector: { party: 'first-party' } }", env)).toBe('1 endpoint(s) answer');
  });
});

describe('SENTRY_DSN', () => {
  it.each([
    [
      'without `egress.errors`',
      "logs: { level: 'info' }",
      "SENTRY_DSN is set, but no configuration names who receives errors, so that no start accepts it | Write `egress: { errors: { origin: 'https://HOST' } }` with the host of the DSN, or remove the variable.",
    ],
    [
      'where errors are refused',
      'egress: { errors: false }',
      'SENTRY_DSN is set, though `egress.errors` is false, so that no start accepts it | Remove the one that is wrong.',
    ],
    [
      'of another organisation',
      "egress: { errors: { origin: 'https://o2.ingest.example' } }",
      'SENTRY_DSN has another scheme, host or port than `egress.errors.origin`, so that no start accepts it | Correct the one that is wrong.',
    ],
  ])('is a fault %s', async (_how, sections, text) => {
    const faults = await of('errors', project(sections), { SENTRY_DSN: DSN });
    expect(faults).toEqual([`errors: ${text}`]);
    expect(faults.join()).not.toContain('a1a1');
  });

  it.each([['https://o1.ingest.example'], ['env:SENTRY_DSN']])('is none where the origin is %s', async (origin) => {
    const folder = project(`egress: { errors: { origin: '${origin}' } }`);
    expect(await of('errors', folder, { SENTRY_DSN: DSN })).toEqual([]);
    expect(await of('errors', folder)).toEqual([]);
  });

  it('is a fault where it is no address', async () => {
    expect(await of('errors', project('egress: {}'), { SENTRY_DSN: 'o1.ingest' })).toEqual([
      'errors: SENTRY_DSN is no address | Copy it from the project settings of Sentry, as https://PUBLIC_KEY@HOST/PROJECT_ID.',
    ]);
  });
});
