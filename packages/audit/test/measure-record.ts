import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createRequestContext, runInContext } from '@plumbline/core/context';
import { type Audit, createAudit } from '../src/index.ts';
import { sqliteStore } from '../src/sqlite.ts';
import { actions, service } from './support.ts';

// Not a test: prints what `record` costs its caller, on the spool before it returns. Arguments: seconds of load at 5,000
// records a second.
const seconds = Number(process.argv[2] ?? 5);
const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-measure-'));
const out = (text: string): void => void process.stdout.write(`${text}\n`);
const context = createRequestContext({
  kind: 'request',
  requestId: 'req-1',
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  routePattern: '/orgs/:id/members',
  actor: { id: 'u_1', orgId: 'o_1', role: 'owner', type: 'user', hash: 'h', orgHash: 'oh' },
});

function quantiles(times: Float64Array): string {
  const sorted = times.toSorted();
  const at = (q: number): string => `${((sorted[Math.floor(sorted.length * q)] ?? 0) * 1_000).toFixed(1)} µs`;
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, p99.9 ${at(0.999)}`;
}

const record = (audit: Audit<(typeof actions)['specs']>): unknown =>
  audit.record('role.changed', {
    subject: { type: 'user', id: 'u_7' },
    before: { role: 'member' },
    after: { role: 'owner' },
  });

const audit = createAudit({
  actions,
  service,
  store: sqliteStore({ path: path.join(folder, 'audit.db') }),
  spoolDirectory: path.join(folder, 'spool'),
  maxBatch: 100,
});
await audit.start();
await runInContext(context, async () => {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const times = new Float64Array(5_000 * seconds);
  let n = 0;
  for (let i = 0; i < 20_000; i += 1) record(audit);
  await audit.flush({ timeoutMs: 60_000 });
  delay.enable();
  while (n < times.length) {
    for (let i = 0; i < 25 && n < times.length; i += 1, n += 1) {
      const start = performance.now();
      record(audit);
      times[n] = performance.now() - start;
    }
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
  delay.disable();
  out(`record: ${quantiles(times)} over ${n} records`);
  out(`event loop delay: p50 ${delay.percentile(50) / 1e6} ms, p99.9 ${delay.percentile(99.9) / 1e6} ms`);
  out(`still waiting: ${audit.pending}`);
});
await audit.shutdown({ timeoutMs: 60_000 });
rmSync(folder, { recursive: true, force: true });
