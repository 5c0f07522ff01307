import { type CommandIo, isPlumblineError, type Log, type LogFields } from '@plumbline/core';
import { inFlags } from './api-words.ts';

const asJson = (_: string, value: unknown): unknown =>
  value instanceof Error
    ? { message: inFlags(value.message), ...(isPlumblineError(value) ? { code: value.code } : { name: value.name }) }
    : value;

/** A log of JSON lines on the error stream, from `info` up: what runs for long has something to tell while it runs. */
export function createLineLog(io: CommandIo): Log {
  const at =
    (level: string) =>
    (fields: LogFields | string, message = ''): void => {
      const [more, msg] = typeof fields === 'string' ? [{}, fields] : [fields, message];
      io.stderr(`${JSON.stringify({ level, time: new Date().toISOString(), ...more, msg }, asJson)}\n`);
    };
  const nothing = (): void => undefined;
  const log: Log = {
    trace: nothing,
    debug: nothing,
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
    child: () => log,
  };
  return log;
}
