import { writeSync } from 'node:fs';
import { createHistogram } from 'node:perf_hooks';
import process from 'node:process';
import { type AuditReceipt, createAudit } from '@plumbline/audit';
import { postgresStore } from '@plumbline/audit/postgres';
import { isPlumblineError } from '@plumbline/core';
import { actions, service } from './actions.ts';
import { poolOf } from './database.ts';

// A service for the tests: `writer.ts URL SPOOL MODE PER_SECOND POLICY`. `write` records until it is killed and prints `R ID` when
// record() returned and `D ID` when the receipt said durable; `drain` stores what others left in the spool, and ends.
// With SIGUSR2 it prints `cost` and how long record() kept its caller since the last time, as {@link CallCost}.
const [url = '', spoolDirectory = '', mode = 'write', perSecond = '500', policy = 'degrade'] = process.argv.slice(2);
const TICK_MS = 10;
/** A file-size limit of the process then fails its writes instead of ending it. */
process.on('SIGXFSZ', () => undefined);

/** Written before it returns, so that a kill takes nothing back; the pipe does not block, and its reader may be busy. */
function say(line: string): void {
  let rest = Buffer.from(`${line}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

const pool = poolOf(url, 2);
const audit = createAudit({
  actions,
  service,
  spoolDirectory,
  store: postgresStore(pool),
  spool: { maxSegmentBytes: 65_536 },
  drainIntervalMs: 10,
  maxBatch: 100,
  storeTimeoutMs: 2_000,
  onSpoolFailure: policy === 'refuse' ? 'refuse' : 'degrade',
});
await audit.start();
if (mode === 'drain') {
  const { pending } = await audit.shutdown({ timeoutMs: 240_000 });
  say(`pending ${pending} lost ${JSON.stringify(audit.snapshot().lost)}`);
  process.exit(0);
}
say('ready');
const began = performance.now();
let made = 0;
let ending = false;
/** In nanoseconds. */
const cost = createHistogram();

function recordOne(): void {
  made += 1;
  let receipt: AuditReceipt;
  const called = process.hrtime.bigint();
  try {
    receipt = audit.record('role.changed', {
      subject: { type: 'user', id: `u_${made}` },
      before: { role: 'viewer' },
      after: { role: 'admin' },
    });
  } catch (error) {
    say(`refused ${isPlumblineError(error) ? error.code : String(error)}`);
    return;
  } finally {
    cost.record(process.hrtime.bigint() - called + 1n);
  }
  const { accepted, durable, id } = receipt;
  say(accepted ? `R ${id}` : 'refused');
  durable.then(
    () => say(`D ${id}`),
    () => say(`N ${id}`),
  );
}

/** As many as are due by the clock: a slow machine makes more at once, and none less. */
function tick(): void {
  if (ending) return;
  const due = Math.floor(((performance.now() - began) / 1_000) * Number(perSecond));
  while (made < due) recordOne();
  const { pending, held, lost, storeFailures } = audit.snapshot();
  say(`state ${JSON.stringify({ pending, held, lost, storeFailures })}`);
  setTimeout(tick, TICK_MS);
}

process.on('SIGUSR2', () => {
  const [p50Us, p99Us, p999Us] = [50, 99, 99.9].map((of) => cost.percentile(of) / 1_000);
  say(`cost ${JSON.stringify({ calls: cost.count, p50Us, p99Us, p999Us, maxUs: cost.max / 1_000 })}`);
  cost.reset();
});
process.on('SIGTERM', () => {
  ending = true;
  void audit.shutdown({ timeoutMs: 240_000 }).then(({ pending }) => {
    say(`end ${JSON.stringify({ pending, lost: audit.snapshot().lost, recorded: audit.snapshot().recorded })}`);
    process.exit(0);
  });
});
tick();
