import { type Command, type CommandIo, isNearAddress, isPlumblineError } from '@plumbline/core';
import { createDescribe } from '../describe.ts';
import { blocked, type DoctorCheck, judge, notNeeded } from './doctor-check.ts';
import { VARIABLES as OTLP_ADDRESSES } from './otlp.ts';
import type { Project } from './project.ts';

const FIX =
  'Run `npx plumbline egress`, let the owner of privacy review the diff and record that with `npx plumbline egress approve`, and commit the file.';

const isSet = ({ env }: Project, name: string): boolean => (env[name] ?? '') !== '';

const OWN_COLLECTOR = " Where the collector is your own, `egress: { collector: { party: 'first-party' } }` says so.";

const ownHosts = (host: string): string =>
  ` Where the hosts of \`trace.propagateTo\` are your own, \`egress: { propagation: { party: 'first-party' } }\` says so. \`egress: { propagation: { hosts: { '${host}': 'first-party' } } }\` says it of one.`;

/** Of other signals than product events, which the preset alone sends. */
function signalReasons(project: Project): readonly string[] {
  const { config, packages } = project;
  if (config.status !== 'loaded' || !packages.some(({ name }) => name === '@plumbline/node')) return [];
  const { errors, collector } = config.egress;
  const isErrors = isSet(project, 'SENTRY_DSN') && errors !== undefined && errors !== false;
  const isCollected = OTLP_ADDRESSES.some((name) => isSet(project, name));
  const far = farCollectors(project);
  const hosts = hostsOf(project);
  return [
    ...(isErrors && errors.party !== 'first-party' ? ['errors go to a third party (SENTRY_DSN)'] : []),
    ...(isCollected && collector === 'third-party' ? ["the OTLP collector is a third party's"] : []),
    ...(far.length > 0
      ? [
          `${far.join(', ')} ${far.length === 1 ? 'has an address' : 'have addresses'} outside of this machine and its networks, and nobody says whose it is`,
        ]
      : []),
    ...(hosts.length > 0 ? [`trace headers go to ${hosts.join(', ')}, which nobody calls our own`] : []),
  ];
}

/** Variables of a collector that is not near and of which nobody says whose it is. */
function farCollectors({ config, env }: Project): readonly string[] {
  if (config.status !== 'loaded' || config.egress.collector !== 'undeclared') return [];
  // What is no address at all is for the check of the endpoints to say.
  return OTLP_ADDRESSES.filter((name) => /^https?:/i.test(env[name] ?? '') && !isNearAddress(env[name] ?? ''));
}

const hostsOf = (project: Project): readonly string[] =>
  project.config.status === 'loaded'
    ? project.config.egress.foreignHosts.filter((host) => !host.startsWith('env:') || isSet(project, host.slice(4)))
    : [];

/** What is on and makes a start refuse without a lockfile, as far as it is known here. */
function reasons(project: Project): readonly string[] {
  const { config } = project;
  if (config.status !== 'loaded') return [];
  const adapters = config.adapters.filter(
    ({ role, state, isOutside }) => state !== 'off' && (role === 'mirror' || isOutside),
  );
  return [
    ...adapters.map(({ kind, role }) => `${kind} is ${role === 'mirror' ? 'a mirror' : "a third party's"}`),
    ...signalReasons(project),
    ...(config.egress.namesLock ? ['`egress.lock` names it'] : []),
  ];
}

/** Says how the egress lockfile differs from the configuration; the command that knows comes with @plumbline/schema. */
export const egressLock = (commands: readonly Command[]): DoctorCheck => ({
  name: 'egress-lock',
  async run(project) {
    const { config, directory, env } = project;
    if (config.status === 'failed') return blocked(`${config.file} does not load`);
    const command = commands.find(({ name }) => name === 'egress');
    if (config.status === 'absent') return notNeeded('there is no configuration');
    if (command === undefined) return notNeeded('@plumbline/schema, which knows the egress lockfile, is not installed');
    let said = '';
    const io: CommandIo = {
      cwd: directory,
      env,
      stdout: (text) => void (said += text),
      stderr: (text) => void (said += text),
      describe: createDescribe({ cwd: directory, env }),
    };
    try {
      if ((await command.run(['--check'], io)) === 0)
        return judge([], 'plumbline.egress.lock is what the configuration says');
    } catch (error) {
      if (!isPlumblineError(error)) throw error;
      const what = error.message.slice(0, error.message.lastIndexOf('\n  fix: '));
      return judge([{ what, fix: error.fix }], '');
    }
    const isMissing = said.includes('plumbline.egress.lock is missing');
    if (!isMissing) return judge([{ what: shortened(said), fix: FIX }], '');
    const why = reasons(project);
    if (why.length === 0) return notNeeded('plumbline.egress.lock is missing; nothing that is on needs it');
    const what = `plumbline.egress.lock is missing, and the service may not start without it: ${why.join('; ')}`;
    const name = config.egress.namesLock ? '' : ` Name it in \`egress.lock\` of ${config.file}.`;
    const own = hostsOf(project).slice(0, 1).map(ownHosts).join('');
    const collector = farCollectors(project).length > 0 ? OWN_COLLECTOR : '';
    return judge([{ what, fix: `${FIX}${name}${own}${collector}` }], '');
  },
});

/** What the command says, without its own advice; the whole of it is one command away. */
const SHOWN = 12;

function shortened(said: string): string {
  const lines = said.split('\n').filter((line) => line !== '' && !/^Run `(?:npx )?plumbline egress`/.test(line));
  const more = lines.length > SHOWN ? [`… and ${lines.length - SHOWN} more lines: npx plumbline egress --check`] : [];
  return [...lines.slice(0, SHOWN), ...more].join('\n');
}
