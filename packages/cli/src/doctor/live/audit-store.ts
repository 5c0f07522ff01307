import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isPlumblineError, toError } from '@plumbline/core';
import { findPlanted, plant } from './planted.ts';
import type { LiveQuestion, LiveResult } from './report.ts';
import type { Baseline, Store, Tools } from './tools.ts';

const NAME = 'audit';
const ACTION = 'doctor.canary';
const DEFAULT_SPOOL = '.plumbline/audit';

interface AuditSection {
  readonly actions: { readonly specs: Readonly<Record<string, unknown>> };
  readonly spoolDirectory?: string;
}

/** The audit trail as the canary uses it. */
export interface AuditStation {
  /** The section of the configuration to start with; undefined where nothing can be recorded from here. */
  readonly section: unknown;
  /** What `start` is handed. */
  readonly store: Store | undefined;
  /** Records who ran it; within the canary's own context. */
  record(baseline: Baseline): void;
  result(): Promise<LiveResult>;
}

/** Of the application's own store, which no configuration names. */
async function findStore(
  section: AuditSection,
  { startOptions }: LiveQuestion,
  { sqlite }: Tools,
): Promise<Store | string> {
  if (startOptions !== undefined) {
    const { default: options } = (await import(pathToFileURL(startOptions).href)) as {
      readonly default?: { readonly audit?: { readonly store?: Store } };
    };
    if (options?.audit?.store) return options.audit.store;
    return 'the default export of `--start-options` has no `audit.store`';
  }
  const folder = process.env['PLUMBLINE_AUDIT_SPOOL_DIR'] || section.spoolDirectory || DEFAULT_SPOOL;
  const file = path.resolve(folder, 'audit.sqlite');
  if (existsSync(file)) return sqlite.sqliteStore({ path: file });
  return 'the audit store is handed to `start` and no configuration names it; name the module that exports it with `--start-options FILE`';
}

const silent = (result: LiveResult): AuditStation => ({
  section: undefined,
  store: undefined,
  record: () => undefined,
  result: () => Promise.resolve(result),
});

const spec = (zod: Tools['zod']): unknown => ({
  description: '`plumbline doctor --live` proved that this trail takes records.',
  owner: '@plumbline/cli',
  class: 'administration',
  level: 'metadata',
  fields: { note: zod.string().max(200) },
});

async function readBack(store: Store, id: string, secret: string): Promise<LiveResult> {
  const rows = await store.read({ order: 'desc', limit: 100, filters: { action: ACTION } });
  const row = rows.find((one) => one.id === id);
  if (row === undefined) {
    const fix = 'See whether the store answers and takes inserts; the log lines of the audit trail say more.';
    return { name: NAME, state: 'failed', what: 'the record is not in the store', fix };
  }
  const proof = `the record ${ACTION} was read back by its ID`;
  return { name: NAME, state: 'arrived', proof, planted: findPlanted(row.body, secret) };
}

/** Makes the audit trail of the configuration ready for one more action; nothing else of it changes. */
export async function prepareAudit(
  given: unknown,
  question: LiveQuestion,
  use: { readonly tools: Tools; readonly secret: string },
): Promise<AuditStation> {
  const { tools, secret } = use;
  const section = given as AuditSection | undefined;
  if (section === undefined) return silent({ name: NAME, state: 'off', why: 'no audited actions are configured' });
  const store = await findStore(section, question, tools);
  if (typeof store === 'string') return silent({ name: NAME, state: 'unknown', why: store });
  let id = '';
  return {
    section: {
      ...section,
      actions: tools.audit.defineActions({ ...section.actions.specs, [ACTION]: spec(tools.zod) }),
    },
    store,
    record({ audit }) {
      ({ id } = audit.record(ACTION, {
        actor: { type: 'user', id: question.actor, role: 'operator' },
        metadata: { note: plant(secret) },
      }));
    },
    async result() {
      try {
        return await readBack(store, id, secret);
      } catch (error) {
        const { name, code } = toError(error) as NodeJS.ErrnoException;
        const fix = isPlumblineError(error) ? error.fix : 'Let the user of the service read and write the store.';
        return { name: NAME, state: 'failed', what: `the store cannot be read (${code ?? name})`, fix };
      }
    },
  };
}
