import { type Log, type LogFields, type LogMethod, noopLog } from '@plumbline/core';

/** A log for parts that start before the logger: what they say waits for {@link LateLog.attach}, then it is the log itself. */
export interface LateLog {
  readonly log: Log;
  attach(log: Log): void;
}

/** What starts before the logger says a line or two. */
const MAX_WAITING = 20;

type Call = (log: Log) => void;

export function createLateLog(): LateLog {
  let target: Log | undefined;
  const waiting: Call[] = [];
  const forward =
    (level: Exclude<keyof Log, 'child'>): LogMethod =>
    (...args: [LogFields | string, string?]) => {
      // Both forms of a log call, handed on as they came.
      const call: Call = (log) => (log[level] as (...args: [LogFields | string, string?]) => void)(...args);
      if (target) call(target);
      else if (waiting.length < MAX_WAITING) waiting.push(call);
    };
  return {
    log: {
      trace: forward('trace'),
      debug: forward('debug'),
      info: forward('info'),
      warn: forward('warn'),
      error: forward('error'),
      fatal: forward('fatal'),
      child: (fields) => (target ?? noopLog).child(fields),
    },
    attach(log) {
      target = log;
      for (const call of waiting.splice(0)) call(log);
    },
  };
}
