import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { toError } from '@plumbline/core';

/** What `plumbline doctor` hands a check, as far as this one reads it. */
export interface Project {
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly config: {
    readonly status: 'loaded' | 'absent' | 'failed';
    readonly file?: string;
    readonly audit?: { readonly spoolDirectory?: string | undefined } | undefined;
  };
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface Fault {
  readonly what: string;
  readonly fix: string;
}

export type Outcome =
  | { readonly status: 'ok'; readonly note: string; readonly advice?: readonly Fault[] }
  | { readonly status: 'fault'; readonly faults: readonly Fault[] }
  | { readonly status: 'not_needed' | 'blocked'; readonly note: string };

/** One check, in the shape that `plumbline doctor` takes. */
export interface AuditCheck {
  readonly name: string;
  run(project: Project): Promise<Outcome>;
}

/** As the configuration's own. */
const DEFAULT_SPOOL = '.plumbline/audit';
export const KEY_VARIABLE = 'PLUMBLINE_AUDIT_SEAL_KEY_FILE';

const OTHERS = 0o007;
const GROUP_WRITES = 0o020;
const GROUP_READS = 0o040;

export interface Judged {
  readonly faults: readonly Fault[];
  readonly advice: readonly Fault[];
}

const NONE: Judged = { faults: [], advice: [] };

/** Who may read the file of the sealing key, where the environment names one. */
function judgeKey({ directory, env }: Project): Judged {
  const named = env[KEY_VARIABLE];
  if (!named || process.platform === 'win32') return NONE;
  const file = path.resolve(directory, named);
  if (!existsSync(file)) {
    const fix = 'Name the file that `npx plumbline audit keygen --key FILE` made.';
    return { faults: [{ what: `${KEY_VARIABLE} names a file that is not there`, fix }], advice: [] };
  }
  const { mode } = statSync(file);
  const fix = 'Run `chmod 600` on it, and give it to the user of the sealer alone.';
  if ((mode & (OTHERS | GROUP_WRITES)) !== 0)
    return { faults: [{ what: `others can read or change the sealing key (${KEY_VARIABLE})`, fix }], advice: [] };
  if ((mode & GROUP_READS) === 0) return NONE;
  return { faults: [], advice: [{ what: `a group can read the sealing key (${KEY_VARIABLE})`, fix }] };
}

/** Opens the trail of the project and judges it; undefined where there is none yet. */
async function judgeTrail({ config, directory, env, now }: Project): Promise<(Judged & { note: string }) | undefined> {
  const [{ DATABASE_VARIABLE, withTrail }, { judgeSeals }] = await Promise.all([
    import('./open-trail.ts'),
    import('./judge-seals.ts'),
  ]);
  const spool = env['PLUMBLINE_AUDIT_SPOOL_DIR'] || config.audit?.spoolDirectory || DEFAULT_SPOOL;
  const sqlite = path.resolve(directory, spool, 'audit.sqlite');
  const inDatabase = Boolean(env[DATABASE_VARIABLE]);
  if (!inDatabase && !existsSync(sqlite)) return undefined;
  const io = {
    cwd: directory,
    env,
    stdout: () => undefined,
    stderr: () => undefined,
    describe: () => Promise.reject(new Error('not asked')),
  };
  const options = inDatabase ? {} : { sqlite };
  return withTrail('doctor', { ...options, readOnly: true }, io, ({ evidence }) => judgeSeals(evidence, now));
}

/** `insufficient_privilege` of PostgreSQL. */
const isForbidden = (error: unknown): boolean =>
  (toError(error).cause as { code?: unknown } | undefined)?.code === '42501';

async function run(project: Project): Promise<Outcome> {
  const { config } = project;
  if (config.status === 'failed')
    return { status: 'blocked', note: `${config.file ?? 'the configuration'} does not load` };
  if (config.status === 'absent' || config.audit === undefined)
    return { status: 'not_needed', note: 'no audited actions are configured' };
  const key = judgeKey(project);
  try {
    const trail = (await judgeTrail(project)) ?? { ...NONE, note: 'there is no trail here yet' };
    const [faults, advice] = [
      [...key.faults, ...trail.faults],
      [...key.advice, ...trail.advice],
    ];
    return faults.length > 0 ? { status: 'fault', faults } : { status: 'ok', note: trail.note, advice };
  } catch (error) {
    // The role of an application may read no seals, and need not.
    if (isForbidden(error)) return { status: 'not_needed', note: 'the role of the database may not read seals' };
    return { status: 'blocked', note: `the trail cannot be read: ${toError(error).message.split('\n')[0] ?? ''}` };
  }
}

/** For `plumbline doctor`: a trail that nobody seals or anchors, and a sealing key that others can read. */
export const auditSeals: AuditCheck = { name: 'audit-seals', run };
