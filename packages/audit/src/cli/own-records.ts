import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { type CommandIo, toError } from '@plumbline/core';
import type { AuditActor, RecordInput } from '../action-spec.ts';
import type { AuditRow } from '../audit-record.ts';
import type { AuditStore } from '../audit-store.ts';
import { createOwnRecords } from '../own-actions.ts';
import type { OwnSpecs } from '../own-specs.ts';
import type { ReadRecorder } from '../read/record-read.ts';
import { usage } from './subcommand.ts';

/** What records of commands name as their source. */
export const SERVICE = { name: 'plumbline-audit' } as const;

/** Who runs a command, and where the witness of what it records goes. */
export interface ActorOptions {
  readonly as?: string | undefined;
  readonly witness?: string | undefined;
}

export interface Operator {
  readonly actor: AuditActor;
  readonly witness: string | undefined;
}

/** For `parseArgs`. */
export const ACTOR_OPTIONS = { as: { type: 'string' }, witness: { type: 'string' } } as const;

export const ACTOR_HELP = `  --as ID              who runs it, for the record of it: an opaque ID [default: the number of the user of this process]
  --witness FILE       add the log line that witnesses that record to this file, for \`verify --against-logs\`
`;

/** Who a command records, and where. Throws PLB_CLI_USAGE. */
export function operatorOf(name: string, { as, witness }: ActorOptions): Operator {
  if (as !== undefined && !/^[\w.:-]{1,100}$/.test(as))
    throw usage(name, '--as must be an opaque ID', 'Write 1 to 100 letters, digits, `.`, `_`, `:` or `-`: no address.');
  const actor = { type: 'user', id: as ?? `uid-${process.getuid?.() ?? 'unknown'}`, role: 'operator' } as const;
  return { actor, witness };
}

/** Stores the trail's own records of one command, one after the other. */
export interface CommandRecords extends ReadRecorder {
  record<K extends keyof OwnSpecs>(action: K, input: RecordInput<OwnSpecs[K]>): void;
  /** Resolves once all are stored, or a warning was written for each that is not: recording fails no command. */
  done(): Promise<void>;
}

const witnessLine = ({ action, id, leaf }: AuditRow): string =>
  `${JSON.stringify({ level: 'info', audit_id: id, audit_leaf: leaf, action, msg: 'audit' })}\n`;

/** Appends as the store does, and adds the witness of each row to the file. */
export const appendWitnessed =
  (store: AuditStore, { witness }: Operator, io: CommandIo): AuditStore['append'] =>
  async (rows) => {
    await store.append(rows);
    if (witness !== undefined) await appendFile(path.resolve(io.cwd, witness), rows.map(witnessLine).join(''));
  };

/** What lets the same command record the next time. */
function fixOf({ kind }: AuditStore, error: unknown): string {
  // A file of `--witness`: no store names a path.
  if (typeof (error as { readonly path?: unknown }).path === 'string')
    return 'Name a --witness file that you may write, in a folder that is there.';
  return kind === 'postgres'
    ? 'Have the owner of the tables run `postgresGrants(role)` for this role, and `postgresReaderGrants(role)` after it.'
    : 'Run it as a user that may write the file and its folder.';
}

export function createCommandRecords(store: AuditStore, operator: Operator, io: CommandIo): CommandRecords {
  const make = createOwnRecords({ service: SERVICE, actor: operator.actor });
  const append = appendWitnessed(store, operator, io);
  let work = Promise.resolve();
  const keep = async (row: AuditRow): Promise<void> => {
    try {
      await append([row]);
    } catch (error) {
      const why = `${row.action} could not be recorded (${toError(error).message})`;
      io.stderr(`warning: ${why}\n  fix: ${fixOf(store, error)}\n`);
    }
  };
  return {
    record(action: keyof OwnSpecs, input: RecordInput<OwnSpecs[keyof OwnSpecs]>) {
      const row = make(action, input as never);
      work = work.then(() => keep(row));
    },
    done: () => work,
  } as CommandRecords;
}
