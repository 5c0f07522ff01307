import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type CommandIo, type Describer, isPlumblineError, systemClock, toError } from '@plumbline/core';
import { beforeEach } from 'vitest';
import * as z from 'zod';
import { type ActionSpec, createAudit, defineActions, personal } from '../src/index.ts';
import { commands } from '../src/cli.ts';
import { sqliteStore } from '../src/sqlite.ts';
import { actions, service } from './support.ts';

export interface Ran {
  readonly code: number | undefined;
  readonly out: string;
  readonly err: string;
}

const NOTE = {
  description: 'Something was noted about somebody.',
  owner: 'support',
  class: 'data',
  level: 'metadata',
  subject: 'user',
  fields: { name: personal(z.string().max(60)) },
} as const satisfies ActionSpec;

/** Where a command is run: its folder, and what it finds there. */
export interface Place {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Asked in this process instead of one of its own. */
  readonly config?: object;
}

/** `plumbline audit …`, as the program runs it; only the configuration is not in a file. */
export async function runAudit({ config, cwd, env = {} }: Place, ...args: readonly string[]): Promise<Ran> {
  let [out, err] = ['', ''];
  const io: CommandIo = {
    cwd,
    env,
    stdout: (text) => void (out += text),
    stderr: (text) => void (err += text),
    async describe<Answer>(entry: URL, given: readonly string[] = []): Promise<Answer> {
      const { describe } = (await import(entry.href)) as { readonly describe: Describer };
      return JSON.parse(JSON.stringify(await describe(config, given))) as Answer;
    },
  };
  try {
    const code = await commands.find(({ name }) => name === 'audit')?.run(args, io);
    return { code, out, err };
  } catch (error) {
    if (!isPlumblineError(error)) throw error;
    return { code: 2, out, err: `${err}${toError(error).message}\n` };
  }
}

const DAY_MS = 86_400_000;

/**
 * A trail with so many changes of roles, and as many notes about somebody, as an application records them so many days ago;
 * the file is `audit.sqlite` in the folder.
 */
export async function makeTrail(
  folder: string,
  count: number,
  { daysAgo = 0, notes = 0 }: { readonly daysAgo?: number; readonly notes?: number } = {},
): Promise<string> {
  const file = path.join(folder, 'audit.sqlite');
  const store = sqliteStore({ path: file });
  const audit = createAudit({
    actions: defineActions({ ...actions.specs, 'note.added': NOTE }),
    store,
    spoolDirectory: path.join(folder, 'spool'),
    service,
    clock: { ...systemClock, now: () => Date.now() - daysAgo * DAY_MS },
  });
  await audit.start();
  for (let n = 0; n < count; n += 1) {
    audit.record('role.changed', {
      subject: { type: 'user', id: `u_${n}` },
      actor: { id: 'admin_1', type: 'user' },
      before: { role: 'reader' },
      after: { role: `r${n}` },
    });
  }
  for (let n = 0; n < notes; n += 1)
    audit.record('note.added', { subject: { type: 'user', id: 'u_0' }, metadata: { name: `Mia ${n}` } });
  await audit.shutdown();
  await store.close?.();
  return file;
}

/** A sealed trail, and the commands that are run on it. */
export interface SealedTrail {
  /** The SQLite file; a test may put that of another trail here. */
  file: string;
  /** Any word of `plumbline audit`, in the folder. */
  audit(this: void, ...args: readonly string[]): Promise<Ran>;
  /** `plumbline audit verify` of the file. */
  verify(this: void, ...more: readonly string[]): Promise<Ran>;
}

/** Three records under seal 1, which is anchored in `anchors.jsonl`, in a folder of its own for each test of a file. */
export function useSealedTrail(folder: () => string): SealedTrail {
  const audit = (...args: readonly string[]): Promise<Ran> => runAudit({ cwd: folder() }, ...args);
  const sealed: SealedTrail = {
    file: '',
    audit,
    verify: (...more) => audit('verify', '--sqlite', sealed.file, '--public-key', 'seal.pem.pub', ...more),
  };
  beforeEach(async () => {
    sealed.file = await makeTrail(folder(), 3);
    await audit('keygen', '--key', 'seal.pem');
    await audit('seal', '--sqlite', sealed.file, '--key', 'seal.pem', '--once', '--anchor-file', 'anchors.jsonl');
  });
  return sealed;
}

/** Does to the file what its operator can: triggers are gone first. */
export function tamper(file: string, ...statements: readonly string[]): void {
  const database = new DatabaseSync(file);
  const triggers = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all();
  for (const { name } of triggers) database.exec(`DROP TRIGGER "${String(name)}"`);
  for (const statement of statements) database.exec(statement);
  database.close();
}

/** The first row of a query on the file. */
export function ask(file: string, query: string): Record<string, unknown> {
  const database = new DatabaseSync(file, { readOnly: true });
  const row = database.prepare(query).get();
  database.close();
  return row ?? {};
}
