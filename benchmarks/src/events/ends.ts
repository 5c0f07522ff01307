import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { type Benchmark, defineBenchmark } from '../harness/benchmark.ts';
import { countStored, openStore } from './stored.ts';

type EndsScale = Readonly<Record<'events', number>>;

type End = 'natural' | 'SIGTERM' | 'uncaught' | 'exit' | 'SIGKILL';

const PROGRAM = path.resolve(import.meta.dirname, '../processes/ending-service.ts');

interface Report {
  readonly accepted: number;
  readonly endedAt: number;
}

/** Runs the service until it has ended. */
async function runService(...args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [...process.execArgv, PROGRAM, ...args], { stdio: 'ignore' });
  await once(child, 'exit');
}

async function run(
  end: End,
  kept: 'memory' | 'spool',
  sink: 'works' | 'hangs',
  scale: EndsScale,
): Promise<Record<string, number>> {
  const { startEmbedded } = await import('@plumbline/adapter-clickhouse/embedded');
  const { recordHttp, startFaultProxy } = await import('@plumbline/testkit/servers');
  await using engine = await startEmbedded({ directory: path.resolve('engine') });
  await using gateway = await recordHttp({ forwardTo: { socketPath: engine.socketPath } });
  const { port, hostname: host } = new URL(gateway.url);
  await using proxy = await startFaultProxy({ to: { host, port: Number(port) } });
  const spool = kept === 'spool' ? path.resolve('spool') : '';
  // The table is there before anything fails.
  await runService('drain', proxy.url, '', '0', '');
  const store = await openStore(engine.clientOptions());
  if (sink === 'hangs') await proxy.set('hang');
  await runService(end, proxy.url, spool, String(scale.events), path.resolve('report'));
  const exitedAt = Date.now();
  const { accepted, endedAt } = JSON.parse(readFileSync('report', 'utf8')) as Report;
  await proxy.set('pass');
  const { stored: before } = await countStored(store);
  if (spool !== '') await runService('drain', proxy.url, spool, '0', '');
  const { stored, apart, merged } = await countStored(store);
  await store.close();
  if (kept === 'spool' && stored !== accepted) throw new Error(`accepted ${accepted}, stored ${stored}`);
  return {
    accepted,
    waiting: accepted - before,
    lost: accepted - stored,
    doubled: apart - stored,
    doubledMerged: merged - stored,
    exitMs: exitedAt - endedAt,
  };
}

const side = (end: End, kept: 'memory' | 'spool', what: string, sink: 'works' | 'hangs' = 'works') => ({
  what: `${what}${kept === 'spool' ? ', with a spool' : ', without one'}`,
  run: (scale: EndsScale) => run(end, kept, sink, scale),
});

export const ends: Benchmark = defineBenchmark<EndsScale>({
  name: 'ends',
  question: 'What does each end of a process lose, after the next start? @plumbline/node before the real engine.',
  metrics: {
    accepted: { unit: 'events', what: 'captured and accepted', better: 'more', ratio: false },
    waiting: { unit: 'events', what: 'not stored yet when the process had ended', better: 'less', ratio: false },
    lost: { unit: 'events', what: 'not stored after the next start', better: 'less', ratio: false },
    doubled: { unit: 'rows', what: 'more than once in the table', better: 'less', ratio: false, most: 0 },
    doubledMerged: { unit: 'rows', what: 'more than once to a reader (FINAL)', better: 'less', ratio: false, most: 0 },
    exitMs: { unit: 'ms', what: 'from the last event to the end', better: 'less', ratio: false },
  },
  baseline: 'natural',
  sides: {
    natural: side('natural', 'memory', 'out of work'),
    SIGTERM: side('SIGTERM', 'memory', 'SIGTERM'),
    uncaught: side('uncaught', 'memory', 'an uncaught exception'),
    exit: side('exit', 'memory', 'process.exit'),
    SIGKILL: side('SIGKILL', 'memory', 'SIGKILL'),
    naturalSpool: side('natural', 'spool', 'out of work'),
    SIGTERMSpool: side('SIGTERM', 'spool', 'SIGTERM'),
    uncaughtSpool: side('uncaught', 'spool', 'an uncaught exception'),
    exitSpool: side('exit', 'spool', 'process.exit'),
    SIGKILLSpool: side('SIGKILL', 'spool', 'SIGKILL'),
    naturalHang: side('natural', 'spool', 'out of work while the store hangs', 'hangs'),
    SIGTERMHang: side('SIGTERM', 'spool', 'SIGTERM while the store hangs', 'hangs'),
    memoryHang: side('SIGTERM', 'memory', 'SIGTERM while the store hangs', 'hangs'),
  },
  peers: ['@clickhouse/client'],
  rounds: 1,
  scale: { events: 2_000 },
  tiny: { events: 200 },
});
