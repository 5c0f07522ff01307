import { type Destination, hearFailure, openDestination } from './destination.ts';
import { createIsoTime } from './iso-time.ts';
import { createLineRecord } from './line-record.ts';
import { createLosses } from './losses.ts';
import type { Level, LineRecord, LoggerOptions, LossReason } from './options.ts';
import { oneLine } from './one-line.ts';
import { choosePretty } from './pretty.ts';

/** Where finished records go. */
export interface Sink {
  /** Everything is clean JSON: `members` with a comma in front of each, `message` a string. */
  write(level: Level, members: string, message: string): void;
  /** Opens a file again; `undefined` where there is none. */
  reopen(): boolean | undefined;
  /** Never throws; what the writer throws is counted as a failure. */
  flush(): void;
}

/** Hands lines over, counts those that were not taken, and says in the log itself how many are missing there. */
function createDelivery(
  options: LoggerOptions,
  notice: (lost: number, reason: LossReason) => string,
  onFailure: () => void,
): Omit<Destination, 'write' | 'isTerminal'> & { deliver(line: string): void } {
  const tellLoss = createLosses(options, onFailure);
  let lost = 0;
  let lastReason: LossReason = 'refused';
  const lose = (reason: LossReason): void => {
    lost += 1;
    lastReason = reason;
    tellLoss(reason);
  };
  const destination = openDestination(options, () => lose('refused'));
  const show = choosePretty(options, destination.isTerminal);
  const put = (line: string): LossReason | undefined => destination.write(show === undefined ? line : show(line));

  return {
    deliver(line: string): void {
      let reason = lost > 0 ? put(notice(lost, lastReason)) : undefined;
      if (reason === undefined) {
        lost = 0;
        reason = put(line);
      }
      if (reason !== undefined) lose(reason);
    },
    reopen: () => destination.reopen(),
    flush: () => destination.flush(),
  };
}

/** Hands copies of lines over; what the receiver throws is heard, and stops nothing. */
function createCopy(
  onLine: NonNullable<LoggerOptions['onLine']>,
  onFailure: () => void,
): (line: string, record: LineRecord) => void {
  let isCopying = false;
  return (line, record) => {
    // A copy that logs would be copied without end: its line is written, and not copied.
    if (isCopying) return;
    isCopying = true;
    try {
      const result: unknown = onLine(line, record);
      hearFailure(result, onFailure);
    } catch {
      onFailure();
    } finally {
      isCopying = false;
    }
  };
}

/** Opens the destination. Parts arrive complete and clean: this adds level, time, service and message, and writes. */
export function openSink(options: LoggerOptions, onFailure: () => void): Sink {
  const copy = options.onLine && createCopy(options.onLine, onFailure);
  const isoTime = createIsoTime();
  const service = `,"service":${oneLine(JSON.stringify(options.service))}`;
  const headOf = (level: Level, time: number): string => `{"level":"${level}","time":"${isoTime(time)}"${service}`;
  const delivery = createDelivery(
    options,
    (lost, reason) =>
      `${headOf('warn', Date.now())},"lost_lines":${lost},"lost_reason":"${reason}","msg":"lines are missing here"}\n`,
    onFailure,
  );

  return {
    write(level, members, message) {
      const time = Date.now();
      const line = `${headOf(level, time)}${members},"msg":${message}}\n`;
      delivery.deliver(line);
      copy?.(line, createLineRecord(level, time, members, message));
    },
    reopen: () => delivery.reopen(),
    flush() {
      try {
        delivery.flush();
      } catch {
        onFailure();
      }
    },
  };
}
