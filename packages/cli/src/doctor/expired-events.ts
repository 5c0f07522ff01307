import { type Command, type CommandIo, isPlumblineError } from '@plumbline/core';
import { createDescribe } from '../describe.ts';
import { blocked, type CheckOutcome, type DoctorCheck, judge, notNeeded } from './doctor-check.ts';
import type { Project } from './project.ts';

/** What `plumbline catalog expiry --json` says of one event. */
interface ToldExpiry {
  readonly event: string;
  readonly expires: string;
  readonly daysLeft: number;
  readonly state: 'valid' | 'soon' | 'expired';
}

const counted = (events: number): string => `${events} event${events === 1 ? '' : 's'}`;

const renewal = (event: string): string =>
  `Remove ${event} from the catalog, or have its purpose reviewed and run \`npx plumbline catalog renew ${event} --until YYYY-MM-DD --reason "WHY" --by @TEAM\`.`;

/** What ends soon is no fault yet and stands in the note. */
function judgeTold(events: readonly ToldExpiry[]): CheckOutcome {
  const faults = events
    .filter(({ state }) => state === 'expired')
    .map(({ event, expires }) => ({ what: `the event ${event} expired on ${expires}`, fix: renewal(event) }));
  const soon = events
    .filter(({ state }) => state === 'soon')
    .map(({ event, expires, daysLeft }) => `${event} expires on ${expires}, days left: ${daysLeft}`);
  return judge(faults, [`${counted(events.length)}, none expired`, ...soon].join('; '));
}

async function askCommand(command: Command, { directory, env, now }: Project): Promise<CheckOutcome> {
  let said = '';
  const io: CommandIo = {
    cwd: directory,
    env,
    stdout: (text) => void (said += text),
    stderr: () => undefined,
    describe: createDescribe({ cwd: directory, env }),
  };
  try {
    await command.run(['expiry', '--json', '--on', new Date(now).toISOString().slice(0, 10)], io);
    return judgeTold((JSON.parse(said) as { readonly events: readonly ToldExpiry[] }).events);
  } catch (error) {
    if (!isPlumblineError(error)) throw error;
    const what = error.message.slice(0, error.message.lastIndexOf('\n  fix: '));
    return judge([{ what, fix: error.fix }], '');
  }
}

/** Without @plumbline/schema nothing knows renewals. */
function judgeDeclared(expiries: Readonly<Record<string, string>>, now: number): CheckOutcome {
  const today = new Date(now).toISOString().slice(0, 10);
  const all = Object.entries(expiries);
  const faults = all
    .filter(([, expires]) => expires < today)
    .map(([name, expires]) => ({
      what: `the event ${name} expired on ${expires}`,
      fix: `Remove ${name} from the catalog, or have its purpose reviewed and set a new \`expires\`.`,
    }));
  return judge(faults, `${counted(all.length)}, none expired`);
}

/** Events whose purpose must be argued anew; the command that knows renewals comes with @plumbline/schema. */
export const expiredEvents = (commands: readonly Command[]): DoctorCheck => ({
  name: 'catalog',
  async run(project) {
    const { config, now } = project;
    if (config.status === 'failed') return blocked(`${config.file} does not load`);
    if (config.status === 'absent' || config.expiries === undefined) return notNeeded('there is no catalog');
    const command = commands.find(({ name }) => name === 'catalog');
    return command === undefined ? judgeDeclared(config.expiries, now) : askCommand(command, project);
  },
});
