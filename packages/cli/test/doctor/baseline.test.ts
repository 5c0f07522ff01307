import type { CommandIo, ExitCode } from '@plumbline/core';
import { describe, expect, it } from 'vitest';
import { baselineChecks } from '../../src/doctor/baseline.ts';
import { describeBaseline } from '../../src/doctor/loaded-baseline.ts';
import type { Project } from '../../src/doctor/project.ts';
import { makeFolder, writeFiles } from '../support.ts';

const complete = {
  logs: { level: 'info' },
  metrics: { dependencies: { email: ['send'] }, jobs: { digest: { everySeconds: 60 } }, prometheus: {} },
  catalog: { events: { approval_submitted: {} } },
  audit: {
    actions: {
      specs: {
        'login.succeeded': {},
        'login.failed': {},
        'role.changed': {},
        'export.requested': {},
        'user.created': {},
      },
    },
    adminRoutes: ['/admin/*'],
  },
};
const source = { kind: 'clickhouse', role: 'source', state: 'on' };

interface Setting {
  readonly env?: Readonly<Record<string, string>>;
  readonly adapters?: readonly unknown[];
  readonly directory?: string;
  /** What `plumbline stack check --json` says, beside lists that are empty. */
  readonly check?: (args: readonly string[]) => object;
}

/** What the check of this name says of a configuration. */
async function judge(name: string, config: object, setting: Setting = {}): Promise<unknown> {
  const { adapters = [source], check, directory = '/', env = {} } = setting;
  const stack = check && [
    {
      name: 'stack',
      summary: '',
      async run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
        const lists = { missing: [], drifted: [], edited: [], stale: [] };
        io.stdout(JSON.stringify({ environment: 'production', files: 3, ...lists, notes: [], ...check(args) }));
        return 0;
      },
    },
  ];
  const loaded = { status: 'loaded', file: 'plumbline.config.ts', adapters, baseline: describeBaseline(config) };
  const project = { config: loaded, directory, env } as unknown as Project;
  return baselineChecks(stack ?? [])
    .find((one) => one.name === name)
    ?.run(project);
}

describe('the baseline of a complete configuration', () => {
  it.each(['baseline-logs', 'baseline-health', 'baseline-usage', 'baseline-audit'])('%s is there', async (name) => {
    const outcome = await judge(name, complete);
    expect(outcome).toMatchObject({ status: 'ok' });
    expect(outcome).not.toHaveProperty('advice');
  });
});

describe('what is missing', () => {
  it.each([
    ['baseline-logs', { ...complete, logs: { level: 'warn' } }, {}, /`logs\.level` is warn/],
    ['baseline-logs', complete, { env: { LOG_LEVEL: 'error,db=info' } }, /LOG_LEVEL is error/],
    ['baseline-health', {}, {}, /no dependency is declared/],
    ['baseline-health', { metrics: { dependencies: { email: ['send'] } } }, {}, /metrics have no destination/],
    ['baseline-usage', {}, {}, /no product event is defined/],
    ['baseline-usage', complete, { adapters: [{ ...source, state: 'off' }] }, /no source of truth is on/],
    ['baseline-audit', { audit: { actions: { specs: { 'login.succeeded': {} } } } }, {}, /declared for failed sign-in/],
    ['baseline-audit', {}, {}, /^no audited action is declared; expected for sign-in, failed sign-in, [^\n]*accounts$/],
    ['baseline-alerts', complete, {}, /@plumbline\/stack is not installed/],
    ['baseline-alerts', complete, { check: () => ({}) }, /there is no folder observability/],
  ] as const)('%s names it, with what to do', async (name, config, setting, what) => {
    const outcome = await judge(name, config, setting);
    expect(outcome).toMatchObject({ status: 'fault' });
    const { faults } = outcome as { readonly faults: readonly { readonly what: string; readonly fix: string }[] };
    expect(faults.map((fault) => fault.what).join('\n')).toMatch(what);
    // Each says where: a variable, a file or a command.
    for (const { fix } of faults)
      expect(fix).toMatch(/(?:LOG_LEVEL|plumbline\.config\.ts|npx plumbline|npm install).*\.$/);
  });

  it('a roll-out without routes of administrators, or with alerts that reach nobody, is told as advice', async () => {
    const { adminRoutes: _, ...audit } = complete.audit;
    expect(await judge('baseline-audit', { ...complete, audit })).toMatchObject({
      status: 'ok',
      advice: [{ what: expect.stringContaining('administrators') }],
    });
    const directory = makeFolder();
    writeFiles(directory, { 'observability/README.md': '' });
    const calls: string[] = [];
    const note = { what: 'nobody will be told of any alert', fix: 'Name one.' };
    const check = (args: readonly string[]): object => {
      calls.push(args.join(' '));
      return { notes: [note] };
    };
    expect(await judge('baseline-alerts', complete, { directory, check })).toMatchObject({
      status: 'ok',
      advice: [note],
    });
    expect(calls).toEqual(['check --json --out observability']);
  });

  it('of several environments, the folder of this one is looked at', async () => {
    const directory = makeFolder();
    writeFiles(directory, { 'observability/staging/MANIFEST.json': {}, 'observability/production/MANIFEST.json': {} });
    const check = ([, , , folder]: readonly string[]): object =>
      folder === 'observability/production' ? { drifted: ['README.md'] } : { missing: ['README.md', 'MANIFEST.json'] };
    expect(await judge('baseline-alerts', complete, { directory, check })).toEqual({
      status: 'fault',
      faults: [
        {
          what: 'observability/production: not what the configuration says any more: README.md',
          fix: expect.stringContaining('`npx plumbline stack generate --out observability/production`'),
        },
      ],
    });
  });

  it('a folder that is not what the configuration says is a fault, and what was edited by hand another', async () => {
    const directory = makeFolder();
    writeFiles(directory, { 'observability/README.md': '' });
    const check = (): object => ({ edited: ['loki/loki.yml'], missing: ['a', 'b', 'c', 'd'], stale: ['e'] });
    expect(await judge('baseline-alerts', complete, { directory, check })).toEqual({
      status: 'fault',
      faults: [
        { what: 'observability: edited by hand: loki/loki.yml', fix: expect.stringContaining('--force') },
        {
          what: 'observability: not there yet: a, b, c and 1 more; no longer needed: e',
          fix: expect.stringContaining('npx plumbline stack generate'),
        },
      ],
    });
  });
});
