import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { bring, toolchain } from '../../../packages/repo/toolchain/bring.mjs';

export const RUNTIMES = ['bun', 'deno', 'workerd'] as const;
export type Runtime = (typeof RUNTIMES)[number];

const BINARIES: Readonly<Record<Runtime, string>> = { bun: 'bin/bun', deno: 'deno', workerd: 'bin/workerd' };

/** The binary of a runtime at its pinned version, fetched once from the npm registry; throws where it cannot be had. */
export function binaryOf(runtime: Runtime): string {
  if (!bring('runtimes', 'Bun, Deno and workerd', (line) => void process.stderr.write(`${line}\n`))) {
    throw new Error('npm could not fetch packages/repo/toolchain/runtimes; is the npm registry reachable?');
  }
  const binary = path.join(toolchain, 'runtimes/node_modules', runtime, BINARIES[runtime]);
  if (!existsSync(binary))
    throw new Error(`${runtime} is not in toolchain/runtimes for ${process.platform}-${process.arch}.`);
  return binary;
}

const TEMP = path.join(import.meta.dirname, '../temp');

const workerConfig = (listed: string, other: string): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "loopback", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  bindings = [(name = "LISTED", text = "${listed}"), (name = "OTHER", text = "${other}")],
  globalOutbound = "loopback",
  compatibilityDate = "2026-11-01",
);
`;

/** Bun and Deno take the service as it lies here, with its packages as published; workerd wants one file. */
async function commandOf(runtime: Runtime, listed: string, other: string): Promise<readonly string[]> {
  const file = path.join(import.meta.dirname, `services/${runtime}.ts`);
  if (runtime === 'bun') return ['run', '--no-install', file];
  if (runtime === 'deno')
    return [
      'run',
      '--no-check',
      '--no-lock',
      '--node-modules-dir=manual',
      '--no-prompt',
      '--allow-net',
      '--allow-env=LISTED,OTHER',
      file,
    ];
  mkdirSync(TEMP, { recursive: true });
  await build({
    entryPoints: [path.join(import.meta.dirname, 'services/worker.ts')],
    outfile: path.join(TEMP, 'worker.js'),
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['workerd', 'worker', 'import'],
    external: ['node:async_hooks', 'node:crypto'],
    logLevel: 'error',
  });
  writeFileSync(path.join(TEMP, 'worker.capnp'), workerConfig(listed, other));
  return ['serve', '--control-fd=1', path.join(TEMP, 'worker.capnp')];
}

/** A service that runs in a process of its own. */
export interface Running {
  readonly port: number;
  /** What it wrote to standard error. */
  readonly close: () => Promise<string>;
}

/** Starts the service under a runtime, and waits until it says its port. */
export async function startRuntime(runtime: Runtime, listed: string, other: string): Promise<Running> {
  const args = await commandOf(runtime, listed, other);
  const child = spawn(binaryOf(runtime), args, {
    env: { PATH: process.env['PATH'], LISTED: listed, OTHER: other, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => (stderr += part));
  const port = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    void closed.then(() => reject(new Error(`${runtime} ended: ${stderr}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /"port":\s*(\d+)/.exec(line)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
  });
  return {
    port,
    close: async () => {
      // workerd would wait for the request that never ends.
      child.kill('SIGKILL');
      await closed;
      return stderr;
    },
  };
}
