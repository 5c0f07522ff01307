import type { Labels, Meter } from '@plumbline/core';
import { noopMeter } from '@plumbline/core';
import { createLogger, type Logger, type LoggerOptions } from '../src/index.ts';

/** A meter of our own interface that keeps sums by name and labels. */
export function recordMeter(): { readonly meter: Meter; readonly sums: Record<string, number> } {
  const sums: Record<string, number> = {};
  const meter: Meter = {
    ...noopMeter,
    createCounter: (name) => ({
      add(value: number, labels: Labels = {}) {
        const key = [name, ...Object.values(labels)].join(' ');
        sums[key] = (sums[key] ?? 0) + value;
      },
    }),
  };
  return { meter, sums };
}

export interface Recorded {
  readonly logger: Logger;
  readonly raw: readonly string[];
  readonly sums: Readonly<Record<string, number>>;
  /** The lines, parsed. */
  readonly lines: () => readonly Record<string, unknown>[];
}

/** A logger that writes into memory. */
export function record(options: Partial<LoggerOptions> = {}): Recorded {
  const raw: string[] = [];
  const { meter, sums } = recordMeter();
  const logger = createLogger({
    service: 'approvals',
    destination: { write: (line) => raw.push(line) },
    meter,
    ...options,
  });
  return { logger, raw, sums, lines: () => raw.map((line) => JSON.parse(line) as Record<string, unknown>) };
}
