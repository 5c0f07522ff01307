import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Command, type CommandIo, isPlumblineError } from '@plumbline/core';
import { createDescribe } from '../describe.ts';
import { type CheckOutcome, type DoctorCheck, type DoctorFault, judge } from './doctor-check.ts';
import { within } from './within.ts';

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
export const baselineAlerts = (commands: readonly Command[]): DoctorCheck =>
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
