import { setTimeout as pause } from 'node:timers/promises';
import { appendFileSync } from 'node:fs';
import process from 'node:process';
import { requestOfAdmin } from './audit/context.ts';
import { defineBenchmark } from './harness/benchmark.ts';
import { quantile } from './harness/statistics.ts';

type AuditScale = Readonly<Record<'records', number>>;

/** Records in a row, then a pause: some 5,000 records a second, far beyond what people do to a service. */
const BURST = 25;
const PAUSE_MS = 5;

const entry = { subject: { type: 'user', id: 'u_7' }, before: { role: 'viewer' }, after: { role: 'admin' } } as const;

interface Trail {
  readonly record: () => void;
  /** Waits until nothing is under way. */
  readonly settle?: () => Promise<unknown>;
  /** Waits until everything is stored, and closes. */
  readonly finish: () => Promise<void>;
}

async function measure({ record, settle, finish }: Trail, { records }: AuditScale): Promise<Record<string, number>> {
  for (let index = 0; index < records / 10; index += 1) record();
  await settle?.();
  const micros: number[] = [];
  const before = process.cpuUsage();
  while (micros.length < records) {
    for (let index = 0; index < BURST; index += 1) {
      const began = performance.now();
      record();
      micros.push((performance.now() - began) * 1_000);
    }
    await pause(PAUSE_MS);
  }
  await finish();
  const { user, system } = process.cpuUsage(before);
  return {
    p50Micros: quantile(micros, 0.5),
    p99Micros: quantile(micros, 0.99),
    cpuMicros: (user + system) / micros.length,
  };
}

const row = (): string =>
  JSON.stringify({ id: crypto.randomUUID(), at: Date.now(), actor: 'u_1', action: 'role.changed', ...entry });

function appendLine(scale: AuditScale): Promise<Record<string, number>> {
  const record = (): void => appendFileSync('audit.ndjson', `${row()}\n`);
  return measure({ record, finish: async () => undefined }, scale);
}

async function insertRow(scale: AuditScale): Promise<Record<string, number>> {
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync('audit.sqlite');
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE audit (id TEXT PRIMARY KEY, entry TEXT)',
  );
  const insert = database.prepare('INSERT INTO audit VALUES (?, ?)');
  const record = (): void => void insert.run(crypto.randomUUID(), row());
  return measure({ record, finish: async () => database.close() }, scale);
}

/** Two values of a person: the record holds salted commitments to them, and they stand beside it. */
async function actionsOfInvites() {
  const { personal, starterActions } = await import('@plumbline/audit');
  const z = await import('zod');
  const sent = {
    description: 'An invitation was sent.',
    owner: 'bench',
    class: 'access',
    level: 'metadata',
    subject: 'invite',
    fields: { email: personal(z.string().max(200)), name: personal(z.string().max(100)) },
  } as const;
  return { ...starterActions, 'invite.sent': sent };
}

const invitation = {
  subject: { type: 'invite', id: 'i_7' },
  metadata: { email: 'ada@example.org', name: 'Ada Lovelace' },
} as const;

async function plumbline(scale: AuditScale, what: 'change' | 'personal'): Promise<Record<string, number>> {
  const { createAudit, defineActions } = await import('@plumbline/audit');
  const { sqliteStore } = await import('@plumbline/audit/sqlite');
  const { runInContext } = await import('@plumbline/core/context');
  const audit = createAudit({
    actions: defineActions(await actionsOfInvites()),
    store: sqliteStore({ path: 'audit.sqlite' }),
    spoolDirectory: 'spool',
    service: { name: 'bench' },
  });
  await audit.start();
  const finish = async (): Promise<void> => {
    await audit.shutdown({ timeoutMs: 30_000 });
    const { recorded, refused, stored, pending } = audit.snapshot();
    if (stored !== recorded || pending > 0) throw new Error(`recorded ${recorded}, stored ${stored}`);
    if (Object.keys(refused).length > 0) throw new Error(`refused: ${JSON.stringify(refused)}`);
  };
  const settle = (): Promise<unknown> => audit.flush({ timeoutMs: 30_000 });
  const changeRole = (): void => void audit.record('role.changed', entry);
  const invite = (): void => void audit.record('invite.sent', invitation);
  const record = what === 'change' ? changeRole : invite;
  return runInContext(await requestOfAdmin(), () => measure({ record, settle, finish }, scale));
}

export const audit = defineBenchmark<AuditScale>({
  name: 'audit',
  question: 'What does record() cost its caller, and a record until it is stored?',
  metrics: {
    p50Micros: { unit: 'µs', what: 'record(), median', better: 'less' },
    p99Micros: { unit: 'µs', what: 'record(), 99th percentile', better: 'less' },
    cpuMicros: { unit: 'µs', what: 'CPU per record until stored', better: 'less' },
  },
  baseline: 'append',
  sides: {
    append: { what: 'JSON.stringify and appendFileSync, without fsync: the floor', run: appendLine },
    sqlite: { what: 'one insert with node:sqlite, WAL, synchronous FULL', run: insertRow },
    audit: {
      what: '@plumbline/audit: typed, redacted, on the spool when the call returns, then in SQLite',
      run: (scale) => plumbline(scale, 'change'),
    },
    personal: {
      what: '@plumbline/audit: the same with two personal fields, which the record commits to',
      run: (scale) => plumbline(scale, 'personal'),
    },
  },
  bars: [
    { side: 'audit', metric: 'p50Micros', most: 5 },
    { side: 'audit', metric: 'p99Micros', most: 30 },
    { side: 'personal', metric: 'p99Micros', most: 45 },
  ],
  peers: [],
  rounds: 7,
  scale: { records: 10_000 },
  tiny: { records: 50 },
});
