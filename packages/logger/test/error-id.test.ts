import { describe, expect, it } from 'vitest';
import { record } from './recorder.ts';

const ID = '0123456789abcdef';

describe('the ID of a fault', () => {
  it('stands in lines of level error and fatal that have an error, however it was passed', () => {
    const asked: unknown[] = [];
    const error = new RangeError('lost');
    const { logger, lines } = record({
      errorId(given) {
        asked.push(given);
        return ID;
      },
    });
    logger.error({ err: error }, 'a');
    logger.fatal({ err: error }, 'b');
    logger.error(error);
    logger.error('d', error);
    logger.child({ module: 'db' }).error({ err: error }, 'e');
    expect(lines().map(({ error_id: id }) => id)).toEqual([ID, ID, ID, ID, ID]);
    expect(asked).toEqual([error, error, error, error, error]);
  });

  it('stands in no other line, and nobody is asked for it', () => {
    const { logger, lines } = record({ errorId: () => ID });
    logger.warn({ err: new Error('x') }, 'handled');
    logger.error({ err: 'a text' }, 'no error');
    logger.error({ cause: new Error('x') }, 'under another name');
    logger.error('nothing');
    expect(lines().filter((line) => 'error_id' in line)).toEqual([]);
  });

  it('is the caller’s where the caller says one, in the line or in the child', () => {
    const { logger, lines } = record({ errorId: () => ID });
    const err = Object.assign(new Error('x'), { error_id: 'of the error' });
    logger.error({ err, error_id: 'mine' }, 'a');
    logger.child({ error_id: 'bound' }).error({ err }, 'b');
    logger.error(err, 'c');
    expect(lines().map(({ error_id: id }) => id)).toEqual(['mine', 'bound', ID]);
  });

  it.each([
    ['a message', 'not found: /home/ann'],
    ['a way out of the text', '","level":"info'],
    ['something long', 'a'.repeat(65)],
    ['nothing', undefined],
    ['no text', 17],
  ])('is left out where the option returns %s', (_what, returned) => {
    const { logger, lines } = record({ errorId: () => returned as string });
    logger.error({ err: new Error('x') }, 'a');
    expect(lines()).toMatchObject([{ level: 'error', msg: 'a' }]);
    expect(lines()[0]).not.toHaveProperty('error_id');
  });

  it('costs no line where the option throws, and where the error cannot be read', () => {
    const { logger, lines, sums } = record({
      errorId: () => {
        throw new Error('no');
      },
    });
    logger.error({ err: new Error('x') }, 'a');
    const hostile = new Proxy(
      {},
      {
        has: () => {
          throw new Error('no');
        },
      },
    );
    logger.error(hostile, 'b');
    expect(lines().map(({ msg }) => msg)).toEqual(['a', 'b']);
    expect(sums['plumbline.log.failures']).toBe(1);
  });
});
