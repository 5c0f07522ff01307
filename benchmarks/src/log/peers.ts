import { Writable } from 'node:stream';
import type { OpenLog } from './measure.ts';
import { NAMES, redactKeys } from './redact-keys.ts';

/** https://logtape.org/manual/redaction: both ways of the package together, with its own lists. */
export const logtape: OpenLog = async ({ write }) => {
  const { configure, getLogger, jsonLinesFormatter } = await import('@logtape/logtape');
  const redaction = await import('@logtape/redaction');
  const format = redaction.redactByPattern(jsonLinesFormatter, [
    redaction.CREDIT_CARD_NUMBER_PATTERN,
    redaction.EMAIL_ADDRESS_PATTERN,
    redaction.JWT_PATTERN,
    redaction.KR_RRN_PATTERN,
    redaction.US_SSN_PATTERN,
  ]);
  await configure({
    reset: true,
    sinks: { lines: redaction.redactByField((record) => write(format(record))) },
    loggers: [
      { category: 'bench', lowestLevel: 'info', sinks: ['lines'] },
      { category: ['logtape', 'meta'], sinks: [] },
    ],
  });
  const logger = getLogger('bench');
  return (fields, message) => logger.info(message, fields);
};

const openEvlog =
  (redact: true | { readonly paths: string[] }): OpenLog =>
  async ({ write }) => {
    const { initLogger, log } = await import('evlog');
    initLogger({
      env: { service: 'bench' },
      pretty: false,
      silent: true,
      redact,
      drain: ({ event }) => write(`${JSON.stringify(event)}\n`),
    });
    return (fields, message) => log.info({ ...fields, message });
  };

/** https://evlog.dev/learn/redaction: the built-in patterns, which are its default in production. */
export const evlog: OpenLog = openEvlog(true);

/** The same with names at any depth as paths. */
export const evlogNames: OpenLog = openEvlog({ paths: [...NAMES] });

/** https://github.com/winstonjs/winston#creating-custom-formats */
export const winston: OpenLog = async ({ write }) => {
  const { createLogger, format, transports } = await import('winston');
  const redact = format((info) => Object.assign(info, redactKeys(info)));
  const stream = new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      write(line);
      done();
    },
  });
  const logger = createLogger({
    format: format.combine(redact(), format.timestamp(), format.json()),
    transports: [new transports.Stream({ stream })],
  });
  return (fields, message) => void logger.info(message, fields);
};

/** https://github.com/trentm/node-bunyan#streams; it has no redaction of its own. */
export const bunyan: OpenLog = async (sink) => {
  const { createLogger } = await import('bunyan');
  const stream = new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      sink.write(line);
      done();
    },
  });
  const logger = createLogger({ name: 'bench', streams: [{ stream }] });
  return (fields, message) => logger.info(fields, message);
};
