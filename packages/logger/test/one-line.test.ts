import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { createLogger } from '../src/index.ts';
import { record } from './recorder.ts';

/** What ends a line for somebody: JSON escapes all below U+0020. */
const SEPARATORS = ['\n', '\r', '\v', '\f', '\u001c', '\u001d', '\u001e', '\u0085', '\u2028', '\u2029'];

it.each(SEPARATORS)('%j in a name, a value, a message or the service ends no line', async (sign) => {
  const text = `x${sign}12:00:00.000Z ERROR forged${sign}`;
  const copies: string[] = [];
  const { logger, raw, lines } = record({ service: `s${sign}t`, onLine: (line) => copies.push(line) });
  logger.child({ [`bound${text}`]: text }).info({ [`own${text}`]: text, err: new Error(text) }, text);
  expect(SEPARATORS.filter((one) => raw.join('').trimEnd().includes(one))).toEqual([]);
  const read: string[] = [];
  for await (const line of createInterface({ input: Readable.from(raw) })) read.push(line);
  expect(read).toHaveLength(1);
  expect(lines()).toMatchObject([{ service: `s${sign}t`, msg: text, [`own${text}`]: text, [`bound${text}`]: text }]);
  expect(copies).toEqual(raw);
});

it('nor in the line that says that others are missing', () => {
  const raw: string[] = [];
  let refuses = true;
  const write = (line: string): void => {
    if (refuses) throw new Error('no');
    raw.push(line);
  };
  const logger = createLogger({ service: 's\u2028t', destination: { write }, onLost: () => undefined });
  logger.info('lost');
  refuses = false;
  logger.info('written');
  expect(raw).toHaveLength(2);
  expect(raw.join('')).not.toContain('\u2028');
});
