import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Command, type CommandIo, isPlumblineError } from '@plumbline/core';
import { createDescribe } from '../describe.ts';
import { blocked, type CheckOutcome, type DoctorCheck, type DoctorFault, judge } from './doctor-check.ts';
import type { LoadedConfig } from './loaded-config.ts';
import { VARIABLES as OTLP_ADDRESSES } from './otlp.ts';
import type { Project } from './project.ts';

type Loaded = Extract<LoadedConfig, { readonly status: 'loaded' }>;

/** Levels above that of the line that each request ends with. */
const TOO_HIGH: ReadonlySet<string | undefined> = new Set(['warn', 'error', 'fatal', 'silent']);

const within = (
  name: string,
  look: (config: Loaded, project: Project) => CheckOutcome | Promise<CheckOutcome>,
): DoctorCheck => ({
  name,
  run(project) {
    const { config } = project;
    if (config.status === 'failed') return blocked(`${config.file} does not load`);
    if (config.status === 'absent') return blocked('there is no plumbline.config.ts');
    return look(config, project);
  },
});

const isSet = ({ env }: Project, name: string): boolean => (env[name] ?? '') !== '';

const names = (list: readonly string[]): string => list.join(', ');

/** Logs of every critical path: each request ends with a line, unless nobody writes that level. */
const logs = within('baseline-logs', ({ baseline }, { env }) => {
  const [level, where] = env['LOG_LEVEL']
    ? [env['LOG_LEVEL'].split(',')[0], 'LOG_LEVEL']
    : [baseline.logLevel ?? 'info', '`logs.level`'];
  if (!TOO_HIGH.has(level)) return judge([], `each request ends with a line (level ${level ?? 'info'})`);
  const what = `the line that each request ends with is not written: ${where} is ${level ?? ''}`;
  return judge([{ what, fix: `Set ${where} to info, and quieter levels by module: \`levels: { db: 'warn' }\`.` }], '');
});

/** Health metrics: what the service depends on is declared, and the metrics have somewhere to go. */
const health = within('baseline-health', ({ baseline }, project) => {
  const { dependencies, jobs, scraped } = baseline;
  const faults: DoctorFault[] = [];
  if (dependencies.length === 0)
    faults.push({
      what: 'no dependency is declared, so that failing e-mail, storage or services show nowhere',
      fix: 'Name each with its operations, `metrics: { dependencies: { email: ["send"] } }`, and wrap its calls with `metrics.dependency`.',
    });
  const hasRoad =
    scraped || OTLP_ADDRESSES.some((name) => isSet(project, name)) || isSet(project, 'OTEL_METRICS_EXPORTER');
  if (!hasRoad)
    faults.push({
      what: 'metrics have no destination in this environment',
      fix: 'Set OTEL_EXPORTER_OTLP_ENDPOINT, or open a scrape endpoint with `metrics: { prometheus: {} }`; --env-file reads the variables of a deployment.',
    });
  const work = jobs.length === 0 ? 'no background job is declared' : `jobs: ${names(jobs)}`;
  return judge(faults, `dependencies: ${names(dependencies)}; ${work}`);
});

/** Explicit definitions of core use, and a place of the first party that keeps them. */
const usage = within('baseline-usage', ({ adapters, baseline }) => {
  const faults: DoctorFault[] = [];
  if (baseline.events.length === 0)
    faults.push({
      what: 'no product event is defined, so that use is neither counted nor kept',
      fix: 'Declare the core actions with `defineCatalog` of @plumbline/schema, one event for each.',
    });
  else if (!adapters.some(({ role, state }) => role === 'source' && state === 'on'))
    faults.push({
      what: `${baseline.events.length} product events are defined and no source of truth is on in this environment`,
      fix: 'Add `clickhouse.fromEnv()` to `events.adapters` and set CLICKHOUSE_URL, or give it a folder for development.',
    });
  return judge(faults, `${baseline.events.length} product events are defined and kept`);
});

/** What every product has to have on record, with the starter actions that are about it. */
const FAMILIES: readonly (readonly [what: string, actions: readonly string[]])[] = [
  ['sign-in', ['login.succeeded']],
  ['failed sign-in', ['login.failed']],
  ['changes of roles or entitlements', ['role.changed', 'entitlement.changed']],
  ['exports and other sensitive operations', ['export.requested', 'bulk.executed', 'data.erased']],
  ['management of accounts', ['user.created', 'user.disabled', 'invite.created', 'credential.changed']],
];

/** Audit events for what the brief of every product names. */
const audit = within('baseline-audit', ({ baseline: { actions, adminRoutes } }) => {
  const missing = FAMILIES.filter(([, family]) => !family.some((action) => actions.includes(action)));
  const faults = missing.map(([what, [first = '']]) => ({
    what: `no audited action is declared for ${what}`,
    fix: `Take \`${first}\` of the starter actions, or tell the reviewers which action of yours it is: \`audit: { actions: defineActions({ ...starterActions }) }\`.`,
  }));
  const admin: readonly DoctorFault[] =
    adminRoutes.length > 0 || actions.length === 0
      ? []
      : [
          {
            what: 'no route is declared to be for administrators only, so that its use is on record only where the code says so',
            fix: "List them: `audit: { adminRoutes: ['/admin/*'] }`.",
          },
        ];
  const outcome = judge(faults, `${actions.length} actions are declared`);
  return outcome.status === 'ok' && admin.length > 0 ? { ...outcome, advice: admin } : outcome;
});

const FOLDER = 'observability';

/** What `plumbline stack check --json` says: lists of files that differ, and what to know about what is generated. */
interface ToldStack {
  readonly files: number;
  readonly missing: readonly string[];
  readonly drifted: readonly string[];
  readonly edited: readonly string[];
  readonly stale: readonly string[];
  readonly notes: readonly DoctorFault[];
}

/** The first of many; the command itself lists all. */
const few = (title: string, files: readonly string[]): readonly string[] => {
  if (files.length === 0) return [];
  const more = files.length > 3 ? ` and ${files.length - 3} more` : '';
  return [`${title}: ${files.slice(0, 3).join(', ')}${more}`];
};

function judgeStack({ drifted, edited, files, missing, notes, stale }: ToldStack): CheckOutcome {
  const byHand = few('edited by hand', edited);
  const others = [
    ...few('not there yet', missing),
    ...few('not what the configuration says any more', drifted),
    ...few('no longer needed', stale),
  ];
  const faults: readonly DoctorFault[] = [
    ...byHand.map((what) => ({
      what: `${FOLDER}: ${what}`,
      fix: 'Put the change into plumbline.stack.ts, then run `npx plumbline stack generate --force`, which gives up what was edited.',
    })),
    ...(others.length === 0
      ? []
      : [
          {
            what: `${FOLDER}: ${others.join('; ')}`,
            fix: 'Run `npx plumbline stack generate`, look at the diff, and commit the folder.',
          },
        ]),
  ];
  const outcome = judge(faults, `${FOLDER} is what the configuration says: ${files} files`);
  return outcome.status === 'ok' && notes.length > 0 ? { ...outcome, advice: notes } : outcome;
}

/** Alerts for regressions, which are what the configuration says. */
const alerts = (commands: readonly Command[]): DoctorCheck =>
  within('baseline-alerts', async (_, { directory, env }) => {
    const command = commands.find(({ name }) => name === 'stack');
    if (command === undefined) {
      const what = 'no alerts are generated: @plumbline/stack is not installed';
      return judge(
        [{ what, fix: '`npm install --save-dev @plumbline/stack`, then `npx plumbline stack generate`.' }],
        '',
      );
    }
    if (!existsSync(path.join(directory, FOLDER))) {
      const fix = 'Run `npx plumbline stack generate`, read its README.md, and commit the folder.';
      return judge([{ what: `no alerts are generated: there is no folder ${FOLDER}`, fix }], '');
    }
    let said = '';
    const io: CommandIo = {
      cwd: directory,
      env,
      stdout: (text) => void (said += text),
      stderr: () => undefined,
      describe: createDescribe({ cwd: directory, env }),
    };
    try {
      await command.run(['check', '--json'], io);
      return judgeStack(JSON.parse(said) as ToldStack);
    } catch (error) {
      if (!isPlumblineError(error)) throw error;
      return judge([{ what: error.message.slice(0, error.message.lastIndexOf('\n  fix: ')), fix: error.fix }], '');
    }
  });

/** The checks of `plumbline doctor --baseline`: what has to be there before a service is rolled out. */
export const baselineChecks = (commands: readonly Command[]): readonly DoctorCheck[] => [
  logs,
  health,
  usage,
  audit,
  alerts(commands),
];
