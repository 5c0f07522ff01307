import { and, type Check, is, list, oneOf, optional, record, type Section, section, text } from './checks.ts';
import { above0, between, hook, positive, share } from './plain-checks.ts';

const LINE_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
const LEVELS = [...LINE_LEVELS, 'silent'] as const;

const MODE = 'must be a mode, such as 0o640';

const level = oneOf(LEVELS, `must be one of ${LEVELS.join(', ')}`);
const lineLevel = oneOf(LINE_LEVELS, `must be one of ${LINE_LEVELS.join(', ')}`);
const logOptions = section({
  level: optional(level),
  levels: optional(record(level, 'must give each module its level')),
  pretty: optional(oneOf([true, false, 'auto'], "must be true, false or 'auto'")),
  repeat: optional(
    section({
      burst: positive,
      perMs: above0('must be a number above 0'),
      levels: optional(
        and(
          list(lineLevel, 'must be a list of levels'),
          is((value) => Array.isArray(value) && value.length > 0, 'must name a level'),
        ),
      ),
    }),
  ),
  sampling: optional(record(share, 'must give each level its share', LINE_LEVELS)),
  keep: optional(list(text('must be a text'), 'must be a list of messages')),
  fileMode: optional(between(0, Number.MAX_SAFE_INTEGER, MODE)),
  onLost: optional(hook),
});

/** The level of `*`, where both ways to say it are used. */
const twice: Check = (value, path) => {
  const { level: own, levels } = value as {
    readonly level?: unknown;
    readonly levels?: Readonly<Record<string, unknown>>;
  };
  if (own === undefined || levels?.['*'] === undefined) return [];
  return [{ path: [...path, 'levels', '*'], message: 'says the same as logs.level; give one of them' }];
};

/** What is logged, and how. */
export const logs: Section = Object.assign(and(logOptions, twice), { shape: logOptions.shape });
