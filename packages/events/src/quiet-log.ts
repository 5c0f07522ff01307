import { type Log, type LogMethod } from '@plumbline/core';

/**
 * A log that keeps to its contract: it never throws. A logger whose destination is gone does, and would take a delivery
 * loop with it, or the caller of `capture`.
 */
export function quietLog(log: Log): Log {
  const quiet =
    (level: Exclude<keyof Log, 'child'>): LogMethod =>
    (...line: unknown[]) => {
      try {
        Reflect.apply(log[level], log, line);
      } catch {
        // There is nowhere left to say it.
      }
    };
  return {
    trace: quiet('trace'),
    debug: quiet('debug'),
    info: quiet('info'),
    warn: quiet('warn'),
    error: quiet('error'),
    fatal: quiet('fatal'),
    child: (fields) => quietLog(log.child(fields)),
  };
}
