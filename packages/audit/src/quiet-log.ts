import type { Log, LogFields } from '@plumbline/core';

/**
 * A log whose own failures end with it: a record that was kept must not look to its caller as if it were not, and the way
 * to the store must not stop for a line about it. The line is lost.
 */
export function quietLog(log: Log): Log {
  const at =
    (level: Exclude<keyof Log, 'child'>) =>
    (fields: LogFields | string, message?: string): void => {
      try {
        if (typeof fields === 'string') log[level](fields);
        else log[level](fields, message ?? '');
      } catch {
        // There is no other place to tell it.
      }
    };
  return {
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
    child: (fields) => quietLog(log.child(fields)),
  };
}
