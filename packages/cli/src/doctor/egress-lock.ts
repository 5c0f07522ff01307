import { type Command, type CommandIo, isPlumblineError } from '@plumbline/core';
import { createDescribe } from '../describe.ts';
import { blocked, type DoctorCheck, judge, notNeeded } from './doctor-check.ts';
import type { Project } from './project.ts';

const FIX =
  'Run `plumbline egress`, let the owner of privacy review the diff and record that with `plumbline egress approve`, and commit the file.';

/** What makes a start refuse without a lockfile, as far as it is known here. */
const needsLock = ({ config, env }: Project): boolean =>
  config.status === 'loaded' &&
  (config.adapters.some(({ role, state }) => role === 'mirror' && state !== 'off') ||
    (env['SENTRY_DSN'] ?? '') !== '' ||
    config.egress.namesLock);

/** Says how the egress lockfile differs from the configuration; the command that knows comes with @plumbline/schema. */
export const egressLock = (commands: readonly Command[]): DoctorCheck => ({
  name: 'egress-lock',
  async run(project) {
    const { config, directory, env } = project;
    if (config.status === 'failed') return blocked('plumbline.config.ts does not load');
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
    if (!needsLock(project)) return notNeeded('plumbline.egress.lock is missing; nothing that is on needs it');
    const what = 'plumbline.egress.lock is missing, and the service may not start without it';
    const name = config.egress.namesLock ? '' : ' Name it in `egress.lock` of plumbline.config.ts.';
    return judge([{ what, fix: `${FIX}${name}` }], '');
  },
});

/** What the command says, without its own advice; the whole of it is one command away. */
const SHOWN = 12;

function shortened(said: string): string {
  const lines = said.split('\n').filter((line) => line !== '' && !line.startsWith('Run `plumbline egress`'));
  const more = lines.length > SHOWN ? [`… and ${lines.length - SHOWN} more lines: plumbline egress --check`] : [];
  return [...lines.slice(0, SHOWN), ...more].join('\n');
}
