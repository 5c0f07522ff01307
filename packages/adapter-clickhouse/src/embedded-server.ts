import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { type EmbeddedPaths, embeddedPaths, exitCodes } from './embedded/protocol.ts';
import { ChdbMissing, type Engine, openEngine } from './server/engine.ts';
import { createLeases } from './server/leases.ts';
import { listen, type Listener } from './server/listen.ts';
import { adoptLog, discardLog, saysLocked, writeLog } from './server/log.ts';

/**
 * The program of the child process that owns one directory of embedded ClickHouse: `embedded-server DIRECTORY STARTLOG`.
 * `startEmbedded` runs it; nobody imports it.
 */
async function main(directory: string, startLog: string): Promise<void> {
  process.umask(0o077);
  // A terminal's Ctrl-C and a service manager's SIGTERM reach the services too, and they flush into this process first.
  process.on('SIGINT', () => undefined);
  process.on('SIGHUP', () => undefined);
  const paths = embeddedPaths(directory);
  const engine = await own(paths.engine).catch((error: unknown) => giveUp(error, startLog, paths));
  adoptLog(startLog, paths);
  let listener: Listener | undefined;
  const leases = createLeases(() => {
    listener?.close();
    void engine.close().finally(() => process.exit(0));
  });
  process.on('SIGTERM', () => leases.hurry());
  listener = await listen(directory, paths, engine, leases);
}

async function own(folder: string): Promise<Engine> {
  // Whoever started this process made the directory; one that is gone by now is not wanted any more.
  statSync(path.dirname(folder));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return openEngine(folder);
}

function giveUp(error: unknown, startLog: string, paths: EmbeddedPaths): never {
  if (saysLocked(startLog)) {
    discardLog(startLog);
    process.exit(exitCodes.locked);
  }
  writeLog(`cannot own the directory: ${error instanceof Error ? error.message : 'unknown'}`);
  adoptLog(startLog, paths);
  process.exit(error instanceof ChdbMissing ? exitCodes.missing : exitCodes.failed);
}

const [directory, startLog] = process.argv.slice(2);
if (directory === undefined || startLog === undefined) process.exit(exitCodes.failed);
main(directory, startLog).catch((error: unknown) => {
  writeLog(`stopped: ${error instanceof Error ? error.message : 'unknown'}`);
  process.exit(exitCodes.failed);
});
