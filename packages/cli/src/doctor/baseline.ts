import type { Command } from '@plumbline/core';
import { baselineAlerts } from './baseline-alerts.ts';
import { type DoctorCheck, type DoctorFault, judge } from './doctor-check.ts';
import { VARIABLES as OTLP_ADDRESSES } from './otlp.ts';
import type { Project } from './project.ts';
import { within } from './within.ts';

/** Levels above that of the line that each request ends with. */
const TOO_HIGH: ReadonlySet<string | undefined> = new Set(['warn', 'error', 'fatal', 'silent']);

const isSet = ({ env }: Project, name: string): boolean => (env[name] ?? '') !== '';

const names = (list: readonly string[]): string => list.join(', ');

/** Logs of every critical path: each request ends with a line, unless nobody writes that level. */
const logs = within('baseline-logs', ({ baseline }, { env }) => {
  const [level, where] = env['LOG_LEVEL']
    ? [env['LOG_LEVEL'].split(',')[0], 'LOG_LEVEL']
    : [baseline.logLevel ?? 'info', '`logs.level`'];
  if (!TOO_HIGH.has(level)) return judge([], `each request ends with a line (level ${level ?? 'info'})`);
  const what = `the line that each request ends with is not written: ${where} is ${level ?? ''}`;
  return judge(
    [
      {
        what,
        fix: `Set ${where} to info${where === 'LOG_LEVEL' ? '' : ' in plumbline.config.ts'}, and quieter levels by module: \`levels: { db: 'warn' }\`.`,
      },
    ],
    '',
  );
});

/** Health metrics: what the service depends on is declared, and the metrics have somewhere to go. */
const health = within('baseline-health', ({ baseline }, project) => {
  const { dependencies, jobs, scraped } = baseline;
  const faults: DoctorFault[] = [];
  if (dependencies.length === 0)
    faults.push({
      what: 'no dependency is declared, so that failing e-mail, storage or services show nowhere',
      fix: 'Name each with its operations in plumbline.config.ts, `metrics: { dependencies: { email: ["send"] } }`, and wrap its calls with `metrics.dependency`.',
    });
  const hasRoad =
    scraped || OTLP_ADDRESSES.some((name) => isSet(project, name)) || isSet(project, 'OTEL_METRICS_EXPORTER');
  if (!hasRoad)
    faults.push({
      what: 'metrics have no destination in this environment',
      fix: 'Set OTEL_EXPORTER_OTLP_ENDPOINT, or open a scrape endpoint in plumbline.config.ts, `metrics: { prometheus: {} }`; --env-file reads the variables of a deployment.',
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
      fix: 'Declare the core actions with `defineCatalog` of @plumbline/schema, one event for each, and name that as `catalog` in plumbline.config.ts.',
    });
  else if (!adapters.some(({ role, state }) => role === 'source' && state === 'on'))
    faults.push({
      what: `${baseline.events.length} product events are defined and no source of truth is on in this environment`,
      fix: 'Add `clickhouse.fromEnv()` to `events.adapters` in plumbline.config.ts and set CLICKHOUSE_URL, or give it a folder for development.',
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

const STARTER =
  'in plumbline.config.ts: `audit: { actions: defineActions({ ...starterActions }) }` of @plumbline/audit';

function missingFamilies(actions: readonly string[]): readonly DoctorFault[] {
  const missing = FAMILIES.filter(([, family]) => !family.some((action) => actions.includes(action)));
  if (actions.length === 0) {
    const what = `no audited action is declared; expected for ${names(missing.map(([family]) => family))}`;
    return [{ what, fix: `Begin with the starter actions, which cover all of it, ${STARTER}.` }];
  }
  return missing.map(([what, [first = '']]) => ({
    what: `no audited action is declared for ${what}`,
    fix: `Take \`${first}\` of the starter actions, ${STARTER}. Where an action of yours says it by another name, tell the reviewers: only names of the starter actions are known here.`,
  }));
}

/** Audit events for what the brief of every product names. */
const audit = within('baseline-audit', ({ baseline: { actions, adminRoutes } }) => {
  const faults = missingFamilies(actions);
  const admin: readonly DoctorFault[] =
    adminRoutes.length > 0 || actions.length === 0
      ? []
      : [
          {
            what: 'no route is declared to be for administrators only, so that its use is on record only where the code says so',
            fix: "List them in plumbline.config.ts: `audit: { adminRoutes: ['/admin/*'] }`.",
          },
        ];
  const outcome = judge(faults, `${actions.length} actions are declared`);
  return outcome.status === 'ok' && admin.length > 0 ? { ...outcome, advice: admin } : outcome;
});

/** The checks of `plumbline doctor --baseline`: what has to be there before a service is rolled out. */
export const baselineChecks = (commands: readonly Command[]): readonly DoctorCheck[] => [
  logs,
  health,
  usage,
  audit,
  baselineAlerts(commands),
];
