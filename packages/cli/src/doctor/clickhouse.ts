import { type CommandIo, isPlumblineError, type MigrationTarget } from '@plumbline/core';
import { createDescribe } from '../describe.ts';
import { findCommands } from '../find-commands.ts';
import { type CheckOutcome, type DoctorCheck, type DoctorFault, judge, notNeeded } from './doctor-check.ts';
import { httpAnswer } from './probe.ts';
import type { Project } from './project.ts';

/** A store of `plumbline migrate` that can say what is wrong with it, as that of @plumbline/adapter-clickhouse. */
type InspectedTarget = MigrationTarget & {
  inspect?(io: CommandIo): Promise<readonly DoctorFault[] | undefined>;
};

/** Rights and schema, by the package that knows them; nothing where it is not installed or has no configuration. */
async function storeFaults({ directory, env, config }: Project): Promise<readonly DoctorFault[]> {
  const { migrations } = await findCommands(directory);
  const target: InspectedTarget | undefined = migrations.find(({ name }) => name === 'clickhouse');
  if (target?.inspect === undefined || config.status !== 'loaded') return [];
  const silent = (): void => undefined;
  const io: CommandIo = {
    cwd: directory,
    env,
    stdout: silent,
    stderr: silent,
    describe: createDescribe({ cwd: directory, env }),
  };
  try {
    return (await target.inspect(io)) ?? [];
  } catch (error) {
    if (!isPlumblineError(error)) throw error;
    const what = error.message.slice(`${error.code}: `.length, error.message.lastIndexOf('\n  fix: '));
    return [{ what, fix: error.fix }];
  }
}

/** A ClickHouse server that does not answer, something else at its address, a user without rights, another schema. */
export const clickhouse: DoctorCheck = {
  name: 'clickhouse',
  async run(project) {
    const value = project.env['CLICKHOUSE_URL'];
    if (!value) return notNeeded('CLICKHOUSE_URL is not set');
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (!url || !/^https?:$/.test(url.protocol)) {
      const what = 'CLICKHOUSE_URL is not an http or https address';
      return judge([{ what, fix: 'Write it as http://host:8123/database; the native port 9000 does not fit.' }], '');
    }
    const answer = await httpAnswer(new URL('/ping', url.origin));
    if ('obstacle' in answer) {
      const what = `no ClickHouse answers at ${url.host}, which CLICKHOUSE_URL names (${answer.obstacle})`;
      return judge(
        [{ what, fix: 'Start the server, correct CLICKHOUSE_URL, or remove it to use embedded ClickHouse.' }],
        '',
      );
    }
    if (answer.status === 200 && answer.body.startsWith('Ok.')) return judgeStore(project, url);
    const what = `what answers at ${url.host} is not ClickHouse's HTTP interface (status ${answer.status})`;
    return judge([{ what, fix: 'Name the HTTP port of ClickHouse (8123, or 8443 with TLS) in CLICKHOUSE_URL.' }], '');
  },
};

async function judgeStore(project: Project, { host }: URL): Promise<CheckOutcome> {
  return judge(await storeFaults(project), `${host} answers`);
}
