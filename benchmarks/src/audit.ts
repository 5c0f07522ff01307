import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { appendFileSync } from 'node:fs';
import process from 'node:process';
import { requestOfAdmin } from './audit/context.ts';
import { defineBenchmark } from './harness/benchmark.ts';
import { quantile } from './harness/statistics.ts';

type AuditScale = Readonly<Record<'records' | 'warmUp', number>>;

/** Records between two turns of the event loop, or two pauses: with them some 5,000 a second, far beyond what people do. */
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

/** What each of so many calls took, in microseconds, with a rest after each burst. */
async function bursts(record: () => void, calls: number, rest: () => Promise<unknown>): Promise<number[]> {
  const micros: number[] = [];
  while (micros.length < calls) {
    for (let index = 0; index < BURST; index += 1) {
      const began = performance.now();
      record();
      micros.push((performance.now() - began) * 1_000);
    }
    await rest();
  }
  return micros;
}

async function measure({ record, settle, finish }: Trail, scale: AuditScale): Promise<Record<string, number>> {
  await bursts(record, scale.warmUp, turn);
  await settle?.();
  const before = process.cpuUsage();
  const inARow = await bursts(record, scale.records, turn);
  await settle?.();
  const afterAPause = await bursts(record, scale.records, () => pause(PAUSE_MS));
  await finish();
  const { user, system } = process.cpuUsage(before);
  return {
    rowP50Micros: quantile(inARow, 0.5),
    rowP99Micros: quantile(inARow, 0.99),
    pauseP50Micros: quantile(afterAPause, 0.5),
    pauseP99Micros: quantile(afterAPause, 0.99),
    cpuMicros: (user + system) / (inARow.length + afterAPause.length),
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
  // Its time is the disk's, and a longer warm-up would take minutes.
  return measure({ record, finish: async () => database.close() }, { ...scale, warmUp: scale.records / 10 });
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
    rowP50Micros: { unit: 'µs', what: 'record() in a row, median', better: 'less' },
    rowP99Micros: { unit: 'µs', what: 'record() in a row, 99th percentile', better: 'less' },
    pauseP50Micros: { unit: 'µs', what: 'record() after a pause, median', better: 'less' },
    pauseP99Micros: { unit: 'µs', what: 'record() after a pause, 99th percentile', better: 'less' },
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
  bars: ['row', 'pause'].flatMap((regime) => [
    { side: 'audit', metric: `${regime}P50Micros`, most: 5 },
    { side: 'audit', metric: `${regime}P99Micros`, most: 30 },
    { side: 'personal', metric: `${regime}P99Micros`, most: 45 },
  ]),
  peers: [],
  rounds: 7,
  scale: { records: 10_000, warmUp: 30_000 },
  tiny: { records: 50, warmUp: 50 },
});
