import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BaselineOf } from '@plumbline/node';
import type config from './plumbline.config.ts';

type Metrics = BaselineOf<typeof config>['metrics'];

/** Files that decide what happens in the background: an operator's mistakes are made by moving them. */
export const backgroundFiles = (shared: string) => ({
  queue: path.join(shared, 'exports'),
  /** The worker of the queue waits for as long as it is there. */
  workerLock: path.join(shared, 'exports.lock'),
  /** So does the job `cleanup`. */
  cleanupLock: path.join(shared, 'cleanup.lock'),
  /** What the job `digest` reads. */
  recipients: path.join(shared, 'recipients.txt'),
  /** While it is there, every answer comes late. */
  brake: path.join(shared, 'brake'),
});

const EVERY_MS = 500;
const SECOND_MS = 1_000;

/** Ages of the items that wait, in seconds; an item may be gone while it is looked at. */
async function agesIn(queue: string): Promise<readonly number[]> {
  const names = await readdir(queue);
  const times = await Promise.all(names.map((name) => stat(path.join(queue, name)).catch(() => undefined)));
  return times.flatMap((item) => (item === undefined ? [] : [Math.max(0, Date.now() - item.mtimeMs) / SECOND_MS]));
}

async function drain(queue: string, done: (fn: () => Promise<void>) => Promise<void>): Promise<void> {
  for (const name of await readdir(queue)) await done(() => rm(path.join(queue, name), { force: true }));
}

/** Jobs, a queue and a synchronisation that run until the process ends. */
export function startBackground(metrics: Metrics, shared: string, warn: (error: unknown) => void): () => void {
  const files = backgroundFiles(shared);
  mkdirSync(files.queue, { recursive: true });
  const queue = metrics.queue('exports');
  queue.watch(async () => {
    const ages = await agesIn(files.queue);
    return { depth: ages.length, oldestAgeSeconds: Math.max(0, ...ages) };
  });
  metrics.reconnect('broker', 'success');
  const turn = async (): Promise<void> => {
    await writeFile(path.join(files.queue, `${randomUUID()}.export`), '');
    if (!existsSync(files.workerLock)) await drain(files.queue, (fn) => queue.run(fn));
    if (!existsSync(files.cleanupLock)) await metrics.job('cleanup', () => readdir(files.queue));
    await metrics.job('digest', () => readFile(files.recipients, 'utf8'));
    metrics.sync('tablets').operation('success');
    metrics.sync('tablets').recovered(1);
  };
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(turn).catch(warn);
  }, EVERY_MS);
  return () => clearInterval(timer);
}
