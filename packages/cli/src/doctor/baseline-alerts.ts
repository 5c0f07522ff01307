import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Command, type CommandIo, isPlumblineError } from '@plumbline/core';
import { createDescribe } from '../describe.ts';
import { type CheckOutcome, type DoctorCheck, type DoctorFault, judge } from './doctor-check.ts';
import type { Project } from './project.ts';
import { within } from './within.ts';

const FOLDER = 'observability';

/** What `plumbline stack check --json` says: lists of files that differ, and what to know about what is generated. */
interface ToldStack {
  readonly environment: string;
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

function judgeStack(folder: string, { drifted, edited, files, missing, notes, stale }: ToldStack): CheckOutcome {
  const out = folder === FOLDER ? '' : ` --out ${folder}`;
  const byHand = few('edited by hand', edited);
  const others = [
    ...few('not there yet', missing),
    ...few('not what the configuration says any more', drifted),
    ...few('no longer needed', stale),
  ];
  const faults: readonly DoctorFault[] = [
    ...byHand.map((what) => ({
      what: `${folder}: ${what}`,
      fix: `Put the change into plumbline.stack.ts, then run \`npx plumbline stack generate${out} --force\`, which gives up what was edited.`,
    })),
    ...(others.length === 0
      ? []
      : [
          {
            what: `${folder}: ${others.join('; ')}`,
            fix: `Run \`npx plumbline stack generate${out}\`, look at the diff, and commit the folder.`,
          },
        ]),
  ];
  const outcome = judge(faults, `${folder} is what the configuration says: ${files} files`);
  return outcome.status === 'ok' && notes.length > 0 ? { ...outcome, advice: notes } : outcome;
}

const isGenerated = (directory: string, folder: string): boolean =>
  existsSync(path.join(directory, folder, 'MANIFEST.json'));

async function ask(command: Command, folder: string, { directory, env }: Project): Promise<ToldStack> {
  let said = '';
  const io: CommandIo = {
    cwd: directory,
    env,
    stdout: (text) => void (said += text),
    stderr: () => undefined,
    describe: createDescribe({ cwd: directory, env }),
  };
  await command.run(['check', '--json', '--out', folder], io);
  return JSON.parse(said) as ToldStack;
}

/** Alerts for regressions, which are what the configuration says. */
export const baselineAlerts = (commands: readonly Command[]): DoctorCheck =>
  within('baseline-alerts', async (_, project) => {
    const { directory } = project;
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
    try {
      const told = await ask(command, FOLDER, project);
      const own = `${FOLDER}/${told.environment}`;
      // One folder for each environment: that of the environment that this process says.
      const isOwn = !isGenerated(directory, FOLDER) && isGenerated(directory, own);
      return isOwn ? judgeStack(own, await ask(command, own, project)) : judgeStack(FOLDER, told);
    } catch (error) {
      if (!isPlumblineError(error)) throw error;
      return judge([{ what: error.message.slice(0, error.message.lastIndexOf('\n  fix: ')), fix: error.fix }], '');
    }
  });
