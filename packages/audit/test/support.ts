import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Log, LogFields } from '@plumbline/core';
import { afterEach, beforeEach } from 'vitest';
import * as z from 'zod';
import { type AuditStore, defineActions, starterActions, type WitnessLine } from '../src/index.ts';

export const service = { name: 'approvals', version: '1.4.2' };

export const actions = defineActions({
  ...starterActions,
  'plan.changed': {
    description: 'The plan of an organisation changed.',
    owner: 'billing',
    class: 'administration',
    level: 'change',
    subject: ['org'],
    fields: { note: z.string().max(200).optional(), seats: z.int().optional() },
    changes: { plan: z.enum(['free', 'team', 'enterprise']), seats: z.int() },
  },
});

/** A folder of its own for each test of a file. */
export function useFolder(): () => string {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'plumbline-audit-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return () => folder;
}

export interface KeptLog extends Log {
  readonly lines: { readonly level: string; readonly fields: LogFields; readonly message: string }[];
  witness(): WitnessLine[];
}

/** A log that keeps its lines. */
export function keepLog(): KeptLog {
  const lines: KeptLog['lines'] = [];
  const at =
    (level: string) =>
    (fields: LogFields | string, message = ''): void =>
      void lines.push(typeof fields === 'string' ? { level, fields: {}, message: fields } : { level, fields, message });
  const log: KeptLog = {
    lines,
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
    child: () => log,
    witness: () =>
      lines.filter((line) => line.message === 'audit').map((line) => line.fields as unknown as WitnessLine),
  };
  return log;
}

/** A store whose `append` can be told to fail or hang; everything else is the real store. */
export function unreliable(store: AuditStore): AuditStore & { mode: 'ok' | 'fail' | 'hang' | 'fail-after' } {
  return {
    ...store,
    mode: 'ok',
    async append(rows) {
      if (this.mode === 'hang') return new Promise(() => undefined);
      if (this.mode === 'fail') throw new Error('the store is down');
      await store.append(rows);
      // The answer is lost although the rows are stored.
      if (this.mode === 'fail-after') throw new Error('connection reset');
    },
  };
}

/** Every row of a store. */
export async function allRows(store: AuditStore): Promise<Awaited<ReturnType<AuditStore['read']>>> {
  return store.read({ limit: 1_000_000 });
}
