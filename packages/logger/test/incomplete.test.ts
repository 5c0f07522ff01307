import { describe, expect, it } from 'vitest';
import { record } from './recorder.ts';

/** Longer than is searched of one text. */
const long = 'password is a1 '.repeat(20_000);

/** Deeper than is read. */
function deep(): object {
  let out = {};
  for (let level = 0; level < 50; level++) out = { a: out };
  return out;
}

/** The names of lines that say that a part of them is missing. */
const incomplete = (lines: readonly Record<string, unknown>[]): readonly unknown[] =>
  lines.filter((line) => line['log_incomplete'] === true).map((line) => line['name']);

describe('log_incomplete stands on the line of which a part is missing, and on no other', () => {
  it('a message that is cut', () => {
    const { logger, lines, sums } = record();
    logger.info({ name: 'cut' }, long);
    logger.info({ name: 'next' }, 'whole');
    logger.info(long);
    logger.info({ name: 'last' }, 'whole');
    expect(lines()[0]?.['msg']).toMatch(/\[truncated:\d+\]$/);
    expect(lines().map((line) => line['log_incomplete'])).toEqual([true, undefined, true, undefined]);
    expect(sums['plumbline.log.failures']).toBe(2);
  });

  it('a line that is logged while another is read', () => {
    const { logger, lines } = record();
    const fields = {
      name: 'outer',
      // Beside a name it takes the way through plain data.
      value: 1,
      deep: deep(),
      get later() {
        logger.info({ name: 'inner' }, 'whole');
        return 1;
      },
    };
    logger.info(fields, 'deep');
    logger.info({ name: 'after' }, 'whole');
    expect(incomplete(lines())).toEqual(['outer']);
    expect(lines().map(({ name }) => name)).toContain('inner');
  });

  it('a child that is made while a line is read, and a line within the making of a child', () => {
    const { logger, lines } = record();
    logger.info(
      {
        name: 'outer',
        value: 1,
        deep: deep(),
        get later() {
          logger.child({ name: 'child' }).info('whole');
          return 1;
        },
      },
      'deep',
    );
    const child = logger.child({
      name: 'bound',
      value: 1,
      deep: deep(),
      get later() {
        logger.info({ name: 'inner' }, 'whole');
        return 1;
      },
    });
    child.info('line');
    expect(new Set(incomplete(lines()))).toEqual(new Set(['outer', 'bound']));
  });

  it('the line that stands for others', () => {
    const { logger, lines } = record({ repeat: { burst: 1, perMs: 60_000 } });
    logger.info({ name: 'first' }, 'x');
    logger.info({ name: 'left out' }, 'x');
    logger.info(
      {
        name: 'outer',
        value: 1,
        deep: deep(),
        get later() {
          logger.flush();
          return 1;
        },
      },
      'deep',
    );
    expect(incomplete(lines())).toEqual(['outer']);
    expect(lines().some((line) => line['suppressed_lines'] === 1)).toBe(true);
  });
});
