import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { clickhouse } from '@plumbline/adapter-clickhouse';
import { runInContext } from '@plumbline/core/context';
import { start } from '@plumbline/node';
import { fields, makeCatalog, makeContext } from '../events/setting.ts';

// A service that captures events and comes to an end: `ending-service.ts END URL SPOOL EVENTS REPORT`. An empty SPOOL is none.
const [end = '', url = '', directory = '', many = '0', report = ''] = process.argv.slice(2);

/** Events that are captured right before the end. */
const LAST = 50;

const plumbline = await start(
  {
    service: { name: 'ending' },
    catalog: await makeCatalog(),
    events: {
      adapters: [clickhouse({ url, sendTimeoutMs: 1_000 })],
      flushIntervalMs: 20,
      ...(directory !== '' && { spool: { directory } }),
    },
  },
  {
    environment: { NODE_ENV: 'production', PLUMBLINE_IDENTITY_KEY: 'k'.repeat(40) },
    logDestination: { write: () => undefined },
  },
);
const { events } = plumbline;

if (end === 'drain') {
  await events.flush({ timeoutMs: 20_000 });
  await plumbline.shutdown();
} else {
  const context = await makeContext();
  for (let index = 0; index < Number(many); index += 1) {
    runInContext(context, () => events.capture('approval_submitted', fields));
    // Batches are under way when the end comes, and the last events are in none yet.
    if (index % 10 === 9 && index < Number(many) - LAST) await sleep(5);
  }
  writeFileSync(report, JSON.stringify({ accepted: events.snapshot().accepted, endedAt: Date.now() }));
  if (end === 'uncaught') throw new Error('nobody catches this');
  if (end === 'exit') process.exit(3);
  if (end === 'SIGTERM' || end === 'SIGKILL') {
    process.kill(process.pid, end);
    await sleep(60_000);
  }
}
