import { writeSync } from 'node:fs';
import process from 'node:process';
import { type AuditStore, createAudit } from '@plumbline/audit';
import { postgresStore } from '@plumbline/audit/postgres';
import { actions, service } from './actions.ts';
import { poolOf } from './database.ts';

// `crash-at.ts URL SPOOL STEP`: changes a role and records it, and is killed at that step. It prints the record's ID where
// its caller had it by then.
const [url = '', spoolDirectory = '', step = ''] = process.argv.slice(2);

const at = (name: string): void => {
  if (name === step) process.kill(process.pid, 'SIGKILL');
};

const pool = poolOf(url, 2);
const real = postgresStore(pool);
const store: AuditStore = {
  ...real,
  async append(rows) {
    at('before the store is asked');
    await real.append(rows);
    at('stored and not yet off the spool');
  },
};
const audit = createAudit({ actions, service, store, spoolDirectory, drainIntervalMs: 1 });
await audit.start();
const input = { subject: { type: 'user', id: step }, before: { role: 'viewer' }, after: { role: 'admin' } } as const;

async function recordInTransaction(): Promise<void> {
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('INSERT INTO account VALUES ($1, $2)', [step, 'admin']);
  at('in: before the record');
  const receipt = await audit.in(client).record('role.changed', input);
  writeSync(1, `${receipt.id}\n`);
  at('in: recorded and not committed');
  await client.query('COMMIT');
  at('in: committed');
  receipt.committed();
}

async function recordBehind(): Promise<void> {
  at('record: before the call');
  const receipt = audit.record('role.changed', input);
  writeSync(1, `${receipt.id}\n`);
  at('record: returned');
  await receipt.durable;
  at('record: durable');
  await audit.flush({ timeoutMs: 60_000 });
  at('record: stored');
}

await (step.startsWith('in:') ? recordInTransaction() : recordBehind());
throw new Error(`there is no step ${step}`);
