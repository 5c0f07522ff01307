import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { resolvePackage } from '../installation.ts';
import { type DoctorCheck, type DoctorFault, judge, notNeeded } from './doctor-check.ts';
import { httpAnswer } from './probe.ts';
import type { Project } from './project.ts';

/** Where `plumbline init` and the examples keep it. */
const DEFAULT_DIRECTORY = '.plumbline/clickhouse';

/** The process that holds chDB's lock: the kernel lists it by inode; elsewhere the lock file names its writer. */
function lockHolder(lockFile: string): number | undefined {
  if (!existsSync(lockFile)) return undefined;
  if (existsSync('/proc/locks')) {
    const { ino } = statSync(lockFile);
    const line = readFileSync('/proc/locks', 'utf8')
      .split('\n')
      .find((entry) => entry.split(/\s+/)[5]?.endsWith(`:${ino}`));
    return line === undefined ? undefined : Number(line.split(/\s+/)[4]);
  }
  const pid = Number(/^PID: (\d+)/m.exec(readFileSync(lockFile, 'utf8'))?.[1]);
  try {
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}

/** Whether the owner that the folder names shares it, as the owner of @plumbline/adapter-clickhouse does. */
async function shared(directory: string): Promise<boolean> {
  try {
    const state = JSON.parse(readFileSync(path.join(directory, 'server.json'), 'utf8')) as {
      readonly socketPath: string;
    };
    const answer = await httpAnswer({ socketPath: state.socketPath, path: '/lease' });
    return 'body' in answer && answer.body.includes('"protocol"');
  } catch {
    return false;
  }
}

/** An engine that nobody uses any more closes its files first; until then it answers nobody. */
const LEAVING_MS = 5_000;
const POLL_MS = 100;

interface Holding {
  readonly holder: number | undefined;
  readonly isShared: boolean;
}

/** Who holds a folder, and whether it is shared. One that does not share it may be about to end, so it gets its time. */
async function readHolding(folder: string): Promise<Holding> {
  const deadline = performance.now() + LEAVING_MS;
  for (;;) {
    const holder = lockHolder(path.join(folder, 'clickhouse', 'status'));
    const isShared = holder !== undefined && (await shared(folder));
    if (holder === undefined || isShared || performance.now() > deadline) return { holder, isShared };
    await setTimeout(POLL_MS);
  }
}

function missingEngine({ packages }: Project): DoctorFault | undefined {
  const adapter = packages.find(({ name }) => name === '@plumbline/adapter-clickhouse');
  if (!adapter || resolvePackage('chdb', adapter.folder) !== undefined) return undefined;
  return {
    what: 'embedded ClickHouse is on, but chdb is not installed',
    fix: 'npm install chdb (Linux with glibc, or macOS), or set CLICKHOUSE_URL to use a server.',
  };
}

/** Embedded ClickHouse that cannot start: no engine, or its folder held by a process that does not share it. */
export const embeddedClickhouse: DoctorCheck = {
  name: 'embedded-clickhouse',
  async run(project) {
    const { config, env, directory } = project;
    const adapters = config.status === 'loaded' ? config.adapters : [];
    const embedded = adapters.some(({ destinations }) => destinations.includes('embedded'));
    const named = env['PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR'];
    const used = named ?? (embedded ? DEFAULT_DIRECTORY : undefined);
    if (!used || env['CLICKHOUSE_URL']) return notNeeded('embedded ClickHouse is not used');
    const folder = path.resolve(directory, used);
    const { holder, isShared } = await readHolding(folder);
    const faults = [
      missingEngine(project),
      holder !== undefined && !isShared
        ? {
            what: `process ${holder} holds the embedded ClickHouse folder ${used} and does not share it`,
            fix: `Stop process ${holder}, or give this service a folder of its own with PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR.`,
          }
        : undefined,
    ].filter((fault) => fault !== undefined);
    return judge(faults, holder === undefined ? `${used} is free` : `${used} is shared by process ${holder}`);
  },
};
