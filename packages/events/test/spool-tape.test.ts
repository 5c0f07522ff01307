import { noopLog } from '@plumbline/core';
import type { Journal, JournalCursor, JournalStretch } from '@plumbline/core/journal';
import { expect, it } from 'vitest';
import { createTape } from '../src/spool/tape.ts';
import { keptLog } from './world.ts';

const row = (number: number): string => `E {"event_id":"${number}"}`;

/** Lines with something between them, as in a file, and where they are. */
function bytesOf(lines: readonly string[]): Pick<JournalStretch, 'bytes' | 'places'> {
  const places: number[] = [];
  let text = '';
  for (const line of lines) {
    places.push(text.length + 6, text.length + 6 + line.length);
    text += `crc 1 ${line}\n`;
  }
  return { bytes: Buffer.from(text), places };
}

/** A journal of one part that is read in stretches of three lines, and fails to be read where the test says. */
function journalOf(lines: readonly string[], failAt: readonly number[]) {
  const failures = [...failAt];
  const acked: JournalCursor[] = [];
  const cursorAt = (seq: number): JournalCursor => ({ part: 'own', seq, segment: 1, offset: seq, time: 0 });
  async function* scan(): AsyncGenerator<JournalStretch, void, undefined> {
    for (let seq = acked.at(-1)?.seq ?? 0; seq < lines.length; seq += 3) {
      if (failures[0] === seq) {
        failures.shift();
        throw new Error('EIO');
      }
      const to = Math.min(lines.length, seq + 3);
      yield { ...bytesOf(lines.slice(seq, to)), cursor: cursorAt(to), missing: 0 };
    }
  }
  const journal = { scan, ack: async (cursor: JournalCursor) => void acked.push(cursor) };
  return { journal: journal as unknown as Journal, acked };
}

const seal = (id: string, events: number, total?: number): string =>
  `S ${id} 0 0 ${events}${total === undefined ? '' : ` ${total}`}`;

it('meets again what it has read when reading fails, and hands out each batch once', async () => {
  const lines = ['O me', row(1), row(2), seal('a', 2), row(3), seal('b', 1), row(4), row(5), seal('c', 2), row(6)];
  const { journal, acked } = journalOf(lines, [3, 6, 6]);
  const { log, lines: said } = keptLog();
  const tape = createTape({ journal, reader: 'truth', log, own: 'me', sealed: { seq: 9, total: 5, open: 1 } });
  const got: [string, number][] = [];
  for (let round = 0; round < 10; round += 1) {
    const batch = await tape.peek();
    if (!batch) continue;
    tape.shift();
    got.push([batch.id, batch.size]);
    // The second is settled late, so that the third is met again while it waits.
    if (batch.id !== 'b') await tape.done(batch.order);
  }
  expect(got).toEqual([
    ['a', 2],
    ['b', 1],
    ['c', 2],
  ]);
  expect(acked.map(({ seq }) => seq)).toEqual([3]);
  await tape.done(2);
  expect(acked.at(-1)?.seq).toBe(9);
  // Once for each time that reading began to fail.
  expect(said.length).toBeGreaterThanOrEqual(1);
});

it('acknowledges nothing that lies behind the first batch that is not settled', async () => {
  const lines = ['O me', row(1), seal('a', 1), row(2), row(3), seal('b', 2)];
  const { journal, acked } = journalOf(lines, []);
  const tape = createTape({ journal, reader: 'truth', log: noopLog, own: 'me', sealed: { seq: 6, total: 3, open: 0 } });
  const first = await tape.peek();
  tape.shift();
  const second = await tape.peek();
  tape.shift();
  await tape.done(second?.order ?? 0);
  expect(acked).toEqual([]);
  await tape.done(first?.order ?? 0);
  expect(acked.map(({ seq }) => seq)).toEqual([6]);
});

const named = (batch: { id: string; size: number; missing: number } | undefined) =>
  batch && [batch.id, batch.size, batch.missing];

it('knows by the total of a seal that seals before it are gone, once for however many readings', async () => {
  // Of the batches of three and two events only one row is left.
  const lines = ['O me', row(1), seal('a', 1, 1), row(2), row(7), seal('c', 1, 7), row(8), seal('d', 1, 8)];
  const { journal } = journalOf(lines, [6, 6]);
  const tape = createTape({ journal, reader: 'truth', log: noopLog, own: 'me', sealed: { seq: 8, total: 8, open: 0 } });
  const got = [];
  for (let round = 0; round < 8; round += 1) {
    await tape.peek();
    got.push(...[named(tape.shift())].filter((batch) => batch !== undefined));
  }
  expect(got).toEqual([
    ['a', 1, 0],
    ['unnamed:1', 1, 0],
    ['c', 1, 4],
    ['d', 1, 0],
  ]);
  expect(tape.takeLost()).toBe(0);
});

it('says what is lost where no seal is left to say it, and sends rows that are there; while others are open it waits', async () => {
  const lines = ['O me', row(1), seal('a', 1, 1), row(2)];
  const sealed = { seq: 9, total: 6, open: 1 };
  const { journal } = journalOf(lines, []);
  const tape = createTape({ journal, reader: 'truth', log: noopLog, own: 'me', sealed });
  const round = async () => {
    const batch = named(await tape.peek());
    tape.shift();
    return [batch, tape.takeLost()];
  };
  expect(await round()).toEqual([['a', 1, 0], 0]);
  expect(await round()).toEqual([undefined, 0]);
  Object.assign(sealed, { seq: 11, total: 7, open: 0 });
  expect(await round()).toEqual([['unnamed:1', 1, 0], 5]);
  expect(await round()).toEqual([undefined, 0]);
});
