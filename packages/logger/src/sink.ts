import { PlumblineError, toError } from '@plumbline/core';
import pino from 'pino';
import { createIsoTime } from './iso-time.ts';
import type { Level, LineWriter, LoggerOptions } from './options.ts';
import type { Plain } from './record.ts';

/** What a line says, as data. */
export interface Said {
  readonly fields: Plain;
  readonly message: string;
}

/** Where finished records go. */
export interface Sink {
  /** Everything is clean JSON: `members` with a comma in front of each, `message` a string. `said` is for the copy, where there is one. */
  write(level: Level, members: string, message: string, said: Said | undefined): void;
  flush(): void;
}

interface Destination extends LineWriter {
  flushSync?(): void;
}

/** A synchronous destination keeps every line that a call returned from, also when the process is killed right after. */
function openDestination(destination: number | string | LineWriter, onFailure: () => void): Destination {
  if (typeof destination === 'object') return destination;
  try {
    const stream = pino.destination({ dest: destination, sync: true });
    // Without a listener a full disk would end the process from within a log call.
    stream.on('error', onFailure);
    return stream;
  } catch (cause) {
    throw new PlumblineError('PLB_LOGGER_OPTION', 'createLogger: `destination` cannot be opened for writing', {
      cause: toError(cause),
      fix: 'Give a path in an existing folder that this process may write to, or leave `destination` out to write to stdout.',
    });
  }
}

/** Opens the destination. Parts arrive complete and clean: this adds level, time, service and message, and writes. */
export function openSink(options: LoggerOptions, onFailure: () => void): Sink {
  const destination = openDestination(options.destination ?? 1, onFailure);
  const { onLine } = options;
  const isoTime = createIsoTime();
  const service = `,"service":${JSON.stringify(options.service)}`;

  function copy(line: string, level: Level, time: number, said: Said): void {
    try {
      onLine?.(line, { level, time, ...said });
    } catch {
      onFailure();
    }
  }
  return {
    write(level, members, message, said) {
      const time = Date.now();
      const line = `{"level":"${level}","time":"${isoTime(time)}"${service}${members},"msg":${message}}\n`;
      destination.write(line);
      if (said !== undefined && onLine !== undefined) copy(line, level, time, said);
    },
    flush: () => destination.flushSync?.(),
  };
}
