import { PlumblineError, toError } from '@plumbline/core';
import pino from 'pino';
import type { Level, LineWriter, LoggerOptions } from './options.ts';
import type { Plain } from './record.ts';

/** Where finished records go. */
export interface Sink {
  write(level: Level, record: Plain, message: string): void;
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

/** Opens pino over the destination. Records arrive complete and clean: pino adds level, time and message, and writes. */
export function openSink(options: LoggerOptions, onFailure: () => void): Sink {
  const destination = openDestination(options.destination ?? 1, onFailure);
  const { onLine } = options;
  const copying: LineWriter = {
    write(line) {
      destination.write(line);
      try {
        onLine?.(line);
      } catch {
        onFailure();
      }
    },
  };
  const logger = pino(
    {
      level: 'trace',
      base: { service: options.service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // Errors are plain already; pino's own serializer would take their fields apart again.
      serializers: { err: (value: unknown) => value },
    },
    onLine === undefined ? destination : copying,
  );
  return {
    write: (level, record, message) => logger[level](record, message),
    flush: () => destination.flushSync?.(),
  };
}
