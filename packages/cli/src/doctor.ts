import { type Command, type CommandIo, toError } from '@plumbline/core';
import { application } from './doctor/application.ts';
import { auditCoverage } from './doctor/audit-coverage.ts';
import { baselineChecks } from './doctor/baseline.ts';
import { auditSpool } from './doctor/audit-spool.ts';
import { clickhouse } from './doctor/clickhouse.ts';
import { copies } from './doctor/copies.ts';
import { config, saidElsewhere } from './doctor/config.ts';
import { blocked, type CheckOutcome, type DoctorCheck, type DoctorFault } from './doctor/doctor-check.ts';
import { egressLock } from './doctor/egress-lock.ts';
import { embeddedClickhouse } from './doctor/embedded-clickhouse.ts';
import { errorsReceiver } from './doctor/errors-receiver.ts';
import { expiredEvents } from './doctor/expired-events.ts';
import { hookOrder } from './doctor/hook-order.ts';
import { identityKey } from './doctor/identity-key.ts';
import { liveOptions } from './doctor/live-options.ts';
import { sendLive } from './doctor/live.ts';
import { nodeVersion } from './doctor/node-version.ts';
import { otelApi } from './doctor/otel-api.ts';
import { otlp } from './doctor/otlp.ts';
import { peers } from './doctor/peers.ts';
import { type Project, readProject } from './doctor/project.ts';
import { unknownVariables } from './doctor/unknown-variables.ts';
import { findCommands } from './find-commands.ts';
import { parseOptions } from './parse-options.ts';

/** The checks of this package; some ask a command that another one brings. */
const builtin = (commands: readonly Command[]): readonly DoctorCheck[] => [
  nodeVersion,
  peers,
  otelApi,
  copies,
  config,
  hookOrder,
  application,
  unknownVariables,
  identityKey,
  expiredEvents(commands),
  auditSpool,
  auditCoverage,
  clickhouse,
  embeddedClickhouse,
  otlp,
  errorsReceiver,
  egressLock(commands),
];

const HELP = `Usage: plumbline doctor [--dir FOLDER] [--entry FILE] [--env-file FILE] [--json] [--baseline]
                       [--live [--timeout SECONDS] [--as ID] [--start-options FILE]]

Looks for what keeps telemetry from working and names each fault with its fix.

  --dir FOLDER      the application; default: the nearest package.json above
  --env-file FILE   variables the service will get; the environment of this shell goes before it
  --entry FILE      what \`npm start\` runs, where package.json does not say it
  --json            one JSON object instead of text
  --baseline        also what has to be there before a roll-out: logs of critical paths, health metrics, definitions of
                    core use, audit events, and alerts for regressions

  --live            sends one marked canary through every destination that is configured, and says what arrived
  --timeout SECONDS everything of --live ends by then; default: 10
  --as ID           who runs it, for the audit trail: an opaque ID; default: the number of the user of this process
  --start-options FILE  module whose default export the application hands to \`start\`, for its audit store

Without --live it opens TCP connections to the addresses that the environment names, and sends no data. With it, it sends
one span, one metric, log lines, one error and one audit record, all with the request ID canary-…, as the service would.
A line that starts with ! is advice: it looks wrong and may be meant, and is no fault.
Exit codes: 0 no fault, 1 faults, 2 wrong usage, no project, or a check that could not be made; 9 from Node
itself where the file of --env-file is not there.
`;

interface CheckResult {
  readonly name: string;
  readonly outcome: CheckOutcome;
}

async function runCheck(check: DoctorCheck, project: Project): Promise<CheckResult> {
  try {
    return { name: check.name, outcome: await check.run(project) };
  } catch (error) {
    return { name: check.name, outcome: blocked(`the check itself failed: ${toError(error).message}`) };
  }
}

/** The checks of one variable say more of it than the words of `start`. */
const withoutRepeats = (results: readonly CheckResult[]): readonly CheckResult[] => {
  const others = results.filter(({ name }) => name !== config.name).map(({ outcome }) => outcome);
  return results.map((result) =>
    result.name === config.name ? { ...result, outcome: saidElsewhere(result.outcome, others) } : result,
  );
};

const SIGNS: Readonly<Record<CheckOutcome['status'], string>> = { ok: '✓', fault: '✗', not_needed: '-', blocked: '?' };

function lines({ name, outcome }: CheckResult, width: number): readonly string[] {
  const head = `  ${SIGNS[outcome.status]} ${name.padEnd(width)}  `;
  if (outcome.status === 'blocked') return [`${head}not checked: ${outcome.note}`];
  const indent = ' '.repeat(head.length);
  const told = ({ what, fix }: DoctorFault, before: string): readonly string[] => [
    `${before}${what.replaceAll('\n', `\n${indent}`)}`,
    `${indent}fix: ${fix}`,
  ];
  if (outcome.status === 'fault')
    return outcome.faults.flatMap((fault, index) => told(fault, index === 0 ? head : indent));
  const advice = outcome.status === 'ok' ? (outcome.advice ?? []) : [];
  return [`${head}${outcome.note}`, ...advice.flatMap((one) => told(one, `  ! ${indent.slice(4)}`))];
}

interface Report {
  readonly results: readonly CheckResult[];
  readonly faults: number;
  /** Of `--live`. */
  readonly canary: string | undefined;
}

function writeText(report: Report, project: Project, io: CommandIo): void {
  const { results, faults, canary } = report;
  const width = Math.max(...results.map(({ name }) => name.length));
  const open = results.filter(({ outcome }) => outcome.status === 'blocked').length;
  const total = `${faults} fault${faults === 1 ? '' : 's'} in ${results.length} checks${open > 0 ? `, ${open} not checked` : ''}`;
  const text = [
    `${project.manifest.name ?? 'application'} (${project.directory})`,
    ...results.flatMap((result) => lines(result, width)),
    ...(canary === undefined ? [] : [`everything that was sent has the request ID ${canary}`]),
    total,
  ];
  io.stdout(`${text.join('\n')}\n`);
}

/** `plumbline doctor`: every known way in which an installation fails in silence, each with its fix. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'name what keeps telemetry from working, with the fix of each fault',
  async run(args, io) {
    const options = parseOptions('doctor', args, {
      dir: { type: 'string' },
      entry: { type: 'string' },
      'env-file': { type: 'string' },
      json: { type: 'boolean', default: false },
      baseline: { type: 'boolean', default: false },
      live: { type: 'boolean', default: false },
      timeout: { type: 'string' },
      as: { type: 'string' },
      'start-options': { type: 'string' },
      help: { type: 'boolean', default: false },
    });
    if (options.help) {
      io.stdout(HELP);
      return 0;
    }
    const live = liveOptions(options, io);
    const project = await readProject(io, { dir: options.dir, entry: options.entry, envFile: options['env-file'] });
    const found = await findCommands(project.directory);
    const asked = options.baseline ? baselineChecks(found.commands) : [];
    const checks = [...builtin(found.commands), ...found.checks, ...asked];
    // Two copies of a package bring the same check twice.
    const each = checks.filter(({ name }, index) => checks.findIndex((other) => other.name === name) === index);
    const checked = await Promise.all(each.map((check) => runCheck(check, project)));
    const sent = live && (await sendLive(project, live));
    const results = [...withoutRepeats(checked), ...(sent?.checks ?? [])];
    const faults = results.reduce(
      (sum, { outcome }) => sum + (outcome.status === 'fault' ? outcome.faults.length : 0),
      0,
    );
    if (options.json) {
      const checks = results.map(({ name, outcome }) => Object.assign({ name }, outcome));
      const head = { directory: project.directory, ...(sent && { canary: sent.canary }) };
      io.stdout(`${JSON.stringify({ ...head, faults, checks }, undefined, 2)}\n`);
    } else writeText({ results, faults, canary: sent?.canary }, project, io);
    if (faults > 0) return 1;
    return results.some(({ outcome }) => outcome.status === 'blocked') ? 2 : 0;
  },
};
