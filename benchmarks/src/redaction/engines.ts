import { asLogged } from '@plumbline/corpus';
import { NAMES } from '../log/redact-keys.ts';
import type { Engine, LogRecord } from './engine.ts';

/** Names at five depths, which is how "at any depth" is written in paths: a hundred of them. */
const HUNDRED_PATHS: string[] = ['', '*.', '*.*.', '*.*.*.', '*.*.*.*.'].flatMap((above) =>
  [...NAMES].map((name) => (/^\w+$/.test(name) ? `${above}${name}` : `${above.slice(0, -1)}["${name}"]`)),
);

const parts = ({ msg, ...fields }: LogRecord): readonly [string, Readonly<Record<string, unknown>>] => [msg, fields];

const stringify: Engine = async () => ({ write: asLogged });

const redact: Engine = async () => {
  const { createRedactor } = await import('@plumbline/redact');
  const redactor = createRedactor();
  return { write: (record) => redactor.stringify(record) };
};

const pino: Engine = async () => {
  const { pino: create } = await import('pino');
  const open = (options: object): ((record: LogRecord) => string) => {
    let line = '';
    const logger = create(options, { write: (text: string) => void (line = text) });
    return (record) => {
      const [message, fields] = parts(record);
      logger.info(fields, message);
      return line;
    };
  };
  return { write: open({ redact: HUNDRED_PATHS }), bare: open({}) };
};

/** https://evlog.dev/learn/redaction: the built-in patterns, which are its default in production. */
const evlog: Engine = async () => {
  const { createLogger, initLogger } = await import('evlog');
  const open = (redacted: boolean) => {
    let line = '';
    const drain = ({ event }: { event: unknown }): void => void (line = JSON.stringify(event));
    return ({ msg, err, ...fields }: LogRecord): string => {
      initLogger({ env: { service: 'bench' }, pretty: false, silent: true, redact: redacted, drain });
      const logger = createLogger({ ...fields });
      if (err === undefined) logger.info(msg);
      else logger.error(err, { message: msg });
      logger.emit();
      return line;
    };
  };
  return { write: open(true), bare: open(false) };
};

/** https://logtape.org/manual/redaction: by field and by pattern, with the package's own lists. */
const logtape: Engine = async () => {
  const { configure, getLogger, jsonLinesFormatter } = await import('@logtape/logtape');
  const redaction = await import('@logtape/redaction');
  const format = redaction.redactByPattern(jsonLinesFormatter, [
    redaction.CREDIT_CARD_NUMBER_PATTERN,
    redaction.EMAIL_ADDRESS_PATTERN,
    redaction.JWT_PATTERN,
    redaction.KR_RRN_PATTERN,
    redaction.US_SSN_PATTERN,
  ]);
  let line = '';
  await configure({
    reset: true,
    sinks: {
      redacted: redaction.redactByField((record) => void (line = format(record))),
      bare: (record) => void (line = jsonLinesFormatter(record)),
    },
    loggers: [
      { category: 'redacted', lowestLevel: 'info', sinks: ['redacted'] },
      { category: 'bare', lowestLevel: 'info', sinks: ['bare'] },
      { category: ['logtape', 'meta'], sinks: [] },
    ],
  });
  const open = (category: string) => {
    const logger = getLogger(category);
    return (record: LogRecord): string => {
      const [message, fields] = parts(record);
      // Braces in a message template are placeholders; a message that is a property is none.
      logger.info('{message}', { ...fields, message });
      return line;
    };
  };
  return { write: open('redacted'), bare: open('bare') };
};

/** It takes plain objects, so Errors and Maps are written out before, as a serialiser would. */
const secretScrubber: Engine = async () => {
  const { findSensitiveValues, scrub } = await import('@zapier/secret-scrubber');
  return {
    write: (record) => {
      const plain = JSON.parse(asLogged(record)) as object;
      const found = findSensitiveValues(plain);
      return JSON.stringify(found.length === 0 ? plain : scrub(plain, found));
    },
  };
};

/** It brings no list of names; it gets the one a careful team would write, and its two ways to match names loosely. */
const deepRedact: Engine = async () => {
  const { DeepRedact } = await import('@hackylabs/deep-redact');
  const open = (names: readonly string[]) => {
    const redaction = new DeepRedact({
      blacklistedKeys: [...names],
      caseSensitiveKeyMatch: false,
      fuzzyKeyMatch: true,
    });
    return (record: LogRecord): string => JSON.stringify(redaction.redact(record));
  };
  return { write: open([...NAMES]), bare: open([]) };
};

/** Makes each ready. Everything runs with what its documentation shows first. */
export const engines = {
  stringify,
  redact,
  pino,
  evlog,
  logtape,
  'secret-scrubber': secretScrubber,
  'deep-redact': deepRedact,
} as const;
