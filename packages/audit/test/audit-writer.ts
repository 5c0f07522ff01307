import { writeSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { type AuditStore, createAudit } from '../src/index.ts';
import { postgresStore } from '../src/postgres.ts';
import { sqliteStore } from '../src/sqlite.ts';
import { actions, service } from './support.ts';

// A writer process for the tests: prints the ID of each record after `record` returned, until it is killed, or, as
// `drain`, delivers what others left and ends. `durable` prints an ID once its receipt says so.
const [folder = '', kind = 'sqlite', mode = 'write'] = process.argv.slice(2);
process.on('SIGXFSZ', () => undefined);

async function openStore(): Promise<AuditStore> {
  if (kind === 'sqlite') return sqliteStore({ path: path.join(folder, 'audit.db') });
  const store = postgresStore(await PGlite.create(path.join(folder, 'pg')), { allowOwner: true });
  await store.migrate();
  return store;
}

const store = await openStore();
const audit = createAudit({
  actions,
  store,
  service,
  spoolDirectory: path.join(folder, 'spool'),
  spool: { maxSegmentBytes: 65_536 },
  drainIntervalMs: 5,
  maxBatch: 50,
});
await audit.start();
writeSync(1, 'ready\n');
let n = 0;
const recordSome = (): void => {
  for (let i = 0; i < 10; i += 1) {
    n += 1;
    const { accepted, durable, id } = audit.record('user.created', { subject: { type: 'user', id: `u_${n}` } });
    const tell = (): void => void writeSync(1, `${accepted ? id : 'refused'}\n`);
    if (mode === 'durable') void durable.then(tell);
    else tell();
  }
  writeSync(1, `held ${audit.snapshot().held}\n`);
  setTimeout(recordSome, 1);
};
if (mode === 'drain') {
  const { pending } = await audit.shutdown({ timeoutMs: 100_000 });
  writeSync(1, `pending ${pending} rows ${await store.count()}\n`);
  process.exit(0);
}
recordSome();
