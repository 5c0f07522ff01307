import { constants } from 'node:os';

/** What the preset does at the ends that a process can come to. */
export interface ProcessHooks {
  /** Stops everything in good order; it never rejects. */
  readonly shutdown: () => Promise<unknown>;
  /** The same at a signal. `isOurs`: the signal ends the process as soon as it is done, and nobody else listens. */
  readonly end: (signal: NodeJS.Signals, isOurs: boolean) => Promise<unknown>;
  /** Told when `process.exit()` comes before the shutdown has ended. */
  readonly onCutShort: () => void;
  /** Told of an exception that nobody caught, before Node does what it does then. */
  readonly onCrash: (error: unknown, origin: NodeJS.UncaughtExceptionOrigin) => void;
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Ends the process in good order on SIGTERM and SIGINT, and flushes when it runs out of work. Exit codes and signals stay
 * what they would have been. Returns what takes the listeners away again.
 */
export function hookProcess({ shutdown, end, onCrash, onCutShort }: ProcessHooks): () => void {
  const remove = (): void => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
    process.off('beforeExit', onBeforeExit);
    process.off('uncaughtExceptionMonitor', onException);
    process.off('exit', onCutShort);
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    // npm passes Ctrl-C on although the terminal has sent it already: a second signal must not cut the first one short.
    for (const one of SIGNALS) process.off(one, onSignal).on(one, ignore);
    void end(signal, process.listenerCount(signal) === 1).finally(() => {
      for (const one of SIGNALS) process.off(one, ignore);
      // Another listener decides for itself how the process ends.
      if (process.listenerCount(signal) === 0) endBy(signal);
    });
  };
  const onBeforeExit = (): void => void shutdown();
  const onException: NodeJS.UncaughtExceptionListener = (error, origin) => {
    // The line of the crash says why the process ends.
    process.off('exit', onCutShort);
    onCrash(error, origin);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.on('beforeExit', onBeforeExit);
  // A monitor changes nothing about the end, unlike a listener for the exception itself.
  process.on('uncaughtExceptionMonitor', onException);
  process.on('exit', onCutShort);
  return remove;
}

const ignore = (): void => undefined;

/** The signal again, so that the parent sees the true cause of the end. Linux shields the first process of a container from it. */
function endBy(signal: NodeJS.Signals): void {
  if (process.pid === 1) process.exit(128 + constants.signals[signal]);
  process.kill(process.pid, signal);
}
