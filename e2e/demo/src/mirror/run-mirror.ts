import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type PosthogServer, startPosthogServer } from '@plumbline/testkit/servers';
import { createProductQueries } from '@plumbline/adapter-clickhouse';
import { egressEvidence } from '../evidence/egress.ts';
import { eventsByName } from '../evidence/product.ts';
import { type DemoOptions, demoFiles, driveAndStop, startServices } from '../run-demo.ts';
import { type Application, copyApplication, listed } from './application.ts';
import { unlockedKeys } from './wire.ts';

/** One run of the services with a configuration. */
export interface MirrorRun {
  /** Listed events in ClickHouse, by name. */
  readonly stored: Readonly<Record<string, number>>;
  /** The same at PostHog. */
  readonly mirrored: Readonly<Record<string, number>>;
  readonly requests: number;
  /** Connections that a service opened to PostHog. */
  readonly connections: number;
  readonly unlocked: readonly string[];
}

/** What four lines switch on, and one switches off. */
export interface MirrorEvidence {
  readonly added: readonly string[];
  readonly removed: string;
  /** The code with which the service refuses to start before the lockfile is renewed. */
  readonly refusal: string | undefined;
  /** What `plumbline egress` says in words. */
  readonly words: readonly string[];
  /** Lines of the lockfile that come, and that go. */
  readonly lock: { readonly added: readonly string[]; readonly removed: readonly string[] };
  readonly on: MirrorRun;
  readonly off: MirrorRun;
  readonly faults: readonly string[];
}

/** The public key of a project; it opens nothing. */
const API_KEY = ['phc', 'testkit'].join('_');

const REQUESTS = 300;

/** `plumbline`, from source or built, as this program itself is run. */
function plumbline(folder: string, args: readonly string[]): Promise<string> {
  const index = fileURLToPath(import.meta.resolve('@plumbline/cli'));
  const program = path.join(path.dirname(index), `main${path.extname(index)}`);
  const child = spawn(process.execPath, [...process.execArgv, program, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => (said += String(chunk)));
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  return new Promise((resolve, reject) =>
    child.once('close', (code) =>
      code === 0 ? resolve(said) : reject(new Error(`plumbline ${args.join(' ')} ended with ${code}: ${said}`)),
    ),
  );
}

const optionsOf = (options: DemoOptions, name: string, application: Application): DemoOptions => {
  const directory = path.join(options.directory, name);
  mkdirSync(directory, { recursive: true });
  const environment = { POSTHOG_API_KEY: API_KEY };
  return { ...options, directory, requests: REQUESTS, approvals: { folder: application.folder, environment } };
};

/** The code of the error with which a service ends; undefined where it starts. */
async function refusalOf(options: DemoOptions, receiver: { url: string }): Promise<string | undefined> {
  try {
    const { approvals, notifications } = await startServices(options, receiver);
    await Promise.all([approvals.stop(), notifications.stop()]);
    return undefined;
  } catch {
    return /PLB_[A-Z_]+/.exec(await readFile(demoFiles(options.directory).approvalsLog, 'utf8'))?.[0];
  }
}

const countBy = (names: readonly string[]): Record<string, number> =>
  Object.fromEntries(listed.map((name) => [name, names.filter((one) => one === name).length]));

async function runOnce(
  options: DemoOptions,
  application: Application,
  server: PosthogServer,
  given: { readonly schemaVersion: string; readonly receiver: { readonly url: string } },
): Promise<MirrorRun> {
  const before = { requests: server.requests.length, events: server.events.length };
  await driveAndStop(options, await startServices(options, given.receiver), given.schemaVersion);
  const files = demoFiles(options.directory);
  await using queries = createProductQueries({ embedded: { directory: files.clickhouse } });
  const stored = new Map((await eventsByName(queries)).map(({ name, events }) => [name, events]));
  const { host } = new URL(server.url);
  const { destinations } = egressEvidence(files.egress);
  return {
    stored: Object.fromEntries(listed.map((name) => [name, stored.get(name) ?? 0])),
    mirrored: countBy(server.events.slice(before.events).map(({ event }) => event)),
    requests: server.requests.length - before.requests,
    connections: destinations.find(({ address }) => address === host)?.connections ?? 0,
    unlocked: unlockedKeys(server, application.lock()),
  };
}

function faultsOf({ refusal, on, off }: Omit<MirrorEvidence, 'faults'>, server: PosthogServer): readonly string[] {
  const differ = listed.filter((name) => on.mirrored[name] !== on.stored[name] || on.stored[name] === 0);
  return [
    ...(refusal === 'PLB_EGRESS_LOCK_DIFFERS' ? [] : ['the service started with four lines more than its lockfile']),
    ...differ.map((name) => `PostHog got ${on.mirrored[name]} of ${on.stored[name]} events ${name}`),
    ...(on.connections === 0 ? ['no connection to PostHog was seen while it was on'] : []),
    ...on.unlocked.map((key) => `PostHog was sent ${key}, which the lockfile does not hold`),
    ...(off.requests + off.connections > 0 ? ['PostHog was reached after its line was gone'] : []),
    ...(Object.values(off.stored).includes(0) ? ['nothing was stored after the line was gone'] : []),
    ...server.faults.map(({ what }) => `PostHog: ${what}`).slice(0, 5),
  ];
}

/** Switches PostHog on with four lines and the lockfile's diff, and off with one, in a copy of the example. */
export async function runMirror(
  options: DemoOptions,
  given: { readonly schemaVersion: string; readonly receiver: { readonly url: string } },
): Promise<MirrorEvidence> {
  const { say, directory } = options;
  await using server = await startPosthogServer();
  const application = copyApplication(path.join(directory, 'application'), server.url);
  const before = application.lock();
  say('four lines for PostHog, and the lockfile as it was');
  const added = application.turnOn();
  const refusal = await refusalOf(optionsOf(options, 'mirror-refused', application), given.receiver);
  const words = (await plumbline(application.folder, ['egress'])).trimEnd().split('\n');
  const after = application.lock();
  say('the same services with PostHog');
  const on = await runOnce(optionsOf(options, 'mirror-on', application), application, server, given);
  say('one line less');
  const removed = application.turnOff();
  const off = await runOnce(optionsOf(options, 'mirror-off', application), application, server, given);
  const lock = {
    added: after.filter((line) => !before.includes(line)),
    removed: before.filter((line) => !after.includes(line)),
  };
  const evidence = { added, removed, refusal, words, lock, on, off };
  return { ...evidence, faults: faultsOf(evidence, server) };
}
