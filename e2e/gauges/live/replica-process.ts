import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { type FaultProxy, startFaultProxy } from '@plumbline/testkit/servers';

export type Line = Readonly<Record<string, unknown>>;

/** A replica in a process of its own, with a way of its own to the database. */
export interface Replica {
  readonly name: string;
  readonly lines: readonly Line[];
  /** Cuts it off from the database, or lets it through again. */
  cut(isCut: boolean): Promise<void>;
  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): void;
  /** Everything that its scrape endpoint shows. */
  scrape(): Promise<string>;
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

const PROGRAM = path.join(import.meta.dirname, '../src/replica.ts');
/** Often enough that no interval of gauges hides between two. */
const EXPORT_MS = '250';

const environmentOf = (name: string, collector: string) => ({
  NODE_ENV: 'production',
  OTEL_EXPORTER_OTLP_ENDPOINT: collector,
  OTEL_TRACES_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
  OTEL_METRIC_EXPORT_INTERVAL: EXPORT_MS,
  OTEL_EXPORTER_OTLP_TIMEOUT: EXPORT_MS,
  OTEL_RESOURCE_ATTRIBUTES: `service.instance.id=${name}`,
});

export async function startReplica(name: string, socketPath: string, collector: string): Promise<Replica> {
  const proxy: FaultProxy = await startFaultProxy({ to: { socketPath } });
  const child = spawn(
    process.execPath,
    ['--conditions=plumbline:source', '--no-warnings', PROGRAM, name, `${proxy.port}`],
    {
      env: environmentOf(name, collector),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const onExit = (): void => void child.kill('SIGKILL');
  process.once('exit', onExit);
  const lines: Line[] = [];
  createInterface(child.stdout).on('line', (text) => lines.push(JSON.parse(text) as Line));
  const ended = once(child, 'close').then(() => void process.off('exit', onExit));
  return {
    name,
    lines,
    ended,
    cut: (isCut) => proxy.set(isCut ? 'hang' : 'pass'),
    signal: (signal) => void child.kill(signal),
    async scrape() {
      const found = lines.find(({ msg }) => msg === 'metrics can be scraped');
      return (await fetch(`http://127.0.0.1:${String(found?.['port'])}/metrics`)).text();
    },
    async close() {
      child.kill('SIGKILL');
      await ended;
      await proxy.close();
    },
  };
}
