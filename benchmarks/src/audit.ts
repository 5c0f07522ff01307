import { setTimeout as pause } from 'node:timers/promises';
import { appendFileSync } from 'node:fs';
import process from 'node:process';
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

async function plumbline(scale: AuditScale): Promise<Record<string, number>> {
  const { createAudit, defineActions, starterActions } = await import('@plumbline/audit');
  const { sqliteStore } = await import('@plumbline/audit/sqlite');
  const { createRequestContext, runInContext } = await import('@plumbline/core/context');
  const audit = createAudit({
    actions: defineActions(starterActions),
    store: sqliteStore({ path: 'audit.sqlite' }),
    spoolDirectory: 'spool',
    service: { name: 'bench' },
  });
  await audit.start();
  const context = createRequestContext({
    kind: 'request',
    requestId: '0af7651916cd43dd8448eb211c80319c',
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    routePattern: '/accounts/:id/role',
    actor: { id: 'u_1', role: 'admin', type: 'user', hash: '0'.repeat(32), orgHash: '' },
  });
  const finish = async (): Promise<void> => {
    await audit.shutdown({ timeoutMs: 30_000 });
    const { recorded, stored, pending } = audit.snapshot();
    if (stored !== recorded || pending > 0) throw new Error(`recorded ${recorded}, stored ${stored}`);
  };
  return runInContext(context, () =>
    measure(
      {
        record: () => void audit.record('role.changed', entry),
        settle: () => audit.flush({ timeoutMs: 30_000 }),
        finish,
      },
      scale,
    ),
  );
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
      run: plumbline,
    },
  },
  peers: [],
  rounds: 7,
  scale: { records: 10_000 },
  tiny: { records: 50 },
});
