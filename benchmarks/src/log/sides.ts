import { PATHS, WILDCARDS } from './paths.ts';
import type { OpenLog } from './measure.ts';
import { redactKeys } from './redact-keys.ts';
import type { Sink } from './sinks.ts';

/** Pino's own destination for a descriptor, a stream of one method for the null sink. */
const openPino =
  (options: object): OpenLog =>
  async (sink) => {
    const { pino } = await import('pino');
    const destination = sink.fd === undefined ? sink : pino.destination({ dest: sink.fd, sync: true });
    const logger = pino(options, destination);
    return (fields, message) => logger.info(fields, message);
  };

export const barePino: OpenLog = openPino({});

/** https://github.com/pinojs/pino/blob/main/docs/redaction.md */
export const pinoPaths: OpenLog = openPino({ redact: PATHS });

export const pinoWildcards: OpenLog = openPino({ redact: WILDCARDS });

/** https://github.com/pinojs/pino/blob/main/docs/api.md, `formatters.log` */
export const pinoFormatter: OpenLog = openPino({ formatters: { log: redactKeys } });

/** No logger at all. */
export const stringify: OpenLog =
  async ({ write }: Sink) =>
  (fields, message) =>
    write(`${JSON.stringify({ level: 'info', time: Date.now(), ...fields, msg: message })}\n`);

export const plumbline: OpenLog = async (sink) => {
  const { createLogger } = await import('@plumbline/logger');
  const logger = createLogger({ service: 'bench', destination: sink.fd ?? sink });
  return (fields, message) => logger.info(fields, message);
};
