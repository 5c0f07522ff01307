import { type Log, type LogFields, type LogMethod, noopLog } from '@plumbline/core';

/** A log for parts that start before the logger: silent until {@link LateLog.attach}, then the log itself. */
export interface LateLog {
  readonly log: Log;
  attach(log: Log): void;
}

export function createLateLog(): LateLog {
  let target: Log = noopLog;
  const forward =
    (level: Exclude<keyof Log, 'child'>): LogMethod =>
    (...args: [LogFields | string, string?]) =>
      // Both forms of a log call, handed on as they came.
      (target[level] as (...args: [LogFields | string, string?]) => void)(...args);
  return {
    log: {
      trace: forward('trace'),
      debug: forward('debug'),
      info: forward('info'),
      warn: forward('warn'),
      error: forward('error'),
      fatal: forward('fatal'),
      child: (fields) => target.child(fields),
    },
    attach: (log) => void (target = log),
  };
}
