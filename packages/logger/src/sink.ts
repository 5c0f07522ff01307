import { PlumblineError, toError } from '@plumbline/core';
import pino from 'pino';
import { createIsoTime } from './iso-time.ts';
import type { Level, LineWriter, LoggerOptions } from './options.ts';
import type { Part } from './record.ts';

/** One line, clean: what the context gives, the caller's fields, what the logger adds, and the message. */
export interface Entry {
  readonly context: Part;
  readonly own: Part;
  readonly rest: Part;
  readonly message: string;
}

/** Where finished records go. */
export interface Sink {
  write(level: Level, entry: Entry): void;
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

  function copy(line: string, level: Level, time: number, { context, own, rest, message }: Entry): void {
    try {
      onLine?.(line, { level, time, message, fields: { ...context.fields, ...own.fields, ...rest.fields } });
    } catch {
      onFailure();
    }
  }
  return {
    write(level, entry) {
      const { context, own, rest, message } = entry;
      const time = Date.now();
      const head = `{"level":"${level}","time":"${isoTime(time)}"${service}`;
      const line = `${head}${context.json}${own.json}${rest.json},"msg":${JSON.stringify(message)}}\n`;
      destination.write(line);
      if (onLine !== undefined) copy(line, level, time, entry);
    },
    flush: () => destination.flushSync?.(),
  };
}
