import { PlumblineError, systemClock, wait } from '@plumbline/core';
import { embeddedPaths, exitCodes } from './protocol.ts';
import { type Lease, type NoLease, requestLease } from './request-lease.ts';
import { type Owner, spawnOwner } from './spawn-owner.ts';

/** How often the starting process looks for the socket: until it is there, one failed opening of a file, 0.02 ms. */
const POLL_MS = 4;

/** A process that lost the race waits this long before it tries to own the directory itself: the winner answers sooner. */
const LOST_RACE_MS = 500;

/** Each try loads the engine, so that many of them would slow down the winner: the pause doubles up to this. */
const MAX_LOST_RACE_MS = 8_000;

/** From here on somebody who waits wants to know for what; a fast disk needs a second for a cold start. */
const SLOW_MS = 5_000;

export interface LeaseRequest {
  readonly startTimeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** Told once where it takes long, with the process that was started, if one runs. */
  readonly onSlow: (pid: number | undefined) => void;
}

/** Finds the owner of a directory, or becomes its parent. Throws PLB_EMBEDDED_START, _BUSY or PLB_ADAPTER_DEPENDENCY. */
export async function acquireLease(directory: string, request: LeaseRequest): Promise<Lease> {
  const { startTimeoutMs, signal, onSlow } = request;
  const { state } = embeddedPaths(directory);
  const began = systemClock.monotonic();
  const deadline = began + startTimeoutMs;
  let owner: Owner | undefined;
  let locked = false;
  let answer: Lease | NoLease;
  let spawnAt = 0;
  let lostRaceMs = LOST_RACE_MS;
  let tellAt = began + SLOW_MS;
  for (;;) {
    signal?.throwIfAborted();
    answer = await requestLease(state);
    if (typeof answer === 'object') return answer;
    const now = systemClock.monotonic();
    if (owner?.exit) {
      if (owner.exit.code === exitCodes.locked) locked = true;
      else if (owner.exit.code !== 0) throw startError(owner.exit);
      spawnAt = now + lostRaceMs;
      lostRaceMs = Math.min(lostRaceMs * 2, MAX_LOST_RACE_MS);
      owner = undefined;
    }
    if (answer === 'other-version' || now >= deadline) break;
    if (now >= tellAt) {
      tellAt = Infinity;
      onSlow(owner?.pid);
    }
    // chDB's lock decides between processes that start at once; whoever loses finds the winner's socket.
    if (now >= spawnAt) owner ??= spawnOwner(directory);
    await wait(systemClock, POLL_MS, { keepAlive: true });
  }
  throw locked || answer !== 'absent' ? busyError(answer) : lateError(owner, startTimeoutMs);
}

const busyError = (answer: NoLease): PlumblineError =>
  answer === 'other-version'
    ? new PlumblineError('PLB_EMBEDDED_BUSY', 'embedded ClickHouse: the owner of `directory` is another version', {
        fix: 'Use one version of @plumbline/adapter-clickhouse in all services that share the directory.',
      })
    : new PlumblineError('PLB_EMBEDDED_BUSY', 'embedded ClickHouse: the owner of `directory` does not answer');

function startError({ code, signal }: NonNullable<Owner['exit']>): PlumblineError {
  if (code === exitCodes.missing) {
    // Another code than a failed start has: what is not installed will not come by itself, so events end the start with it.
    return new PlumblineError('PLB_ADAPTER_DEPENDENCY', 'embedded ClickHouse: `chdb` cannot be imported', {
      fix:
        'Install it with `npm i chdb` (Linux with glibc, or macOS), or set CLICKHOUSE_URL to use a server; ' +
        'PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR or the option `embedded` or `development` asked for the embedded one.',
    });
  }
  const how = signal ?? `code ${code}`;
  return new PlumblineError('PLB_EMBEDDED_START', `embedded ClickHouse: the child process ended with ${how}`, {
    fix: 'Read `server.log` in the directory; or set CLICKHOUSE_URL to use a server.',
  });
}

function lateError(owner: Owner | undefined, startTimeoutMs: number): PlumblineError {
  const who = owner?.pid === undefined ? 'a child process' : `the child process ${owner.pid} still runs and`;
  return new PlumblineError(
    'PLB_EMBEDDED_START',
    `embedded ClickHouse: ${who} did not answer within ${startTimeoutMs} ms`,
    {
      fix:
        'Start again: it may have become ready. Raise `startTimeoutMs` where the disk is slow. ' +
        'Where it never answers, end it and read the newest `*.log` in the directory; or set CLICKHOUSE_URL to use a server.',
    },
  );
}
