import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { DemoOptions } from './run-demo.ts';
import { startServices } from './run-demo.ts';
import { freePort, startService } from './service.ts';

export interface CostEvidence {
  /** `with` as a share of `without`. */
  readonly ratio: number;
  /** The middle half of the rounds' own shares: how much the machine moved while it measured. */
  readonly quartiles: readonly [number, number];
  /** Requests a second, the median of the rounds. */
  readonly with: number;
  readonly without: number;
  readonly rounds: number;
}

interface Pair {
  readonly with: number;
  readonly without: number;
}

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

/**
 * Runs the approvals service with and without Plumbline side by side, and one load that measures them in turn. The collector's
 * place, the embedded ClickHouse and the load share the machine with both.
 */
export async function measureCost(
  options: DemoOptions,
  otlpUrl: string,
  schemaVersion: string,
  rounds: number,
  requests: number,
): Promise<CostEvidence> {
  const directory = path.join(options.directory, 'cost');
  mkdirSync(path.join(directory, 'bare'), { recursive: true });
  const { approvals, notifications } = await startServices(
    { ...options, directory, databaseUrl: undefined },
    { url: otlpUrl },
  );
  const bare = await startService({
    name: 'bare',
    port: await freePort(),
    entry: path.join(import.meta.dirname, 'bare-approvals.ts'),
    logFile: path.join(directory, 'bare.log'),
    environment: {
      NOTIFICATIONS_URL: notifications.origin,
      APPROVALS_DATA: path.join(directory, 'bare'),
      APPROVALS_BLOB_FAILURE_RATE: '0.07',
    },
  });
  try {
    const pairs = await compare(approvals.origin, bare.origin, schemaVersion, rounds, requests);
    const shares = pairs.map((pair) => pair.with / pair.without);
    const [baseline, without] = [
      quantile(
        pairs.map((pair) => pair.with),
        0.5,
      ),
      quantile(
        pairs.map((pair) => pair.without),
        0.5,
      ),
    ];
    return {
      ratio: baseline / without,
      quartiles: [quantile(shares, 0.25), quantile(shares, 0.75)],
      with: baseline,
      without,
      rounds: pairs.length,
    };
  } finally {
    await Promise.all([approvals.stop(), bare.stop()]);
    await notifications.stop();
  }
}

async function compare(
  withBaseline: string,
  without: string,
  schema: string,
  rounds: number,
  requests: number,
): Promise<Pair[]> {
  const args = [
    '--with',
    withBaseline,
    '--without',
    without,
    '--schema',
    schema,
    '--rounds',
    String(rounds),
    '--requests',
    String(requests),
  ];
  const child = spawn(
    process.execPath,
    [...process.execArgv, path.join(import.meta.dirname, 'cost-load.ts'), ...args],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`the cost measurement ended with code ${code}`);
  return JSON.parse(out) as Pair[];
}
