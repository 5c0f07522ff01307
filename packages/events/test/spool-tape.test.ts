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

const seal = (id: string, events: number): string => `S ${id} 0 0 ${events}`;

it('meets again what it has read when reading fails, and hands out each batch once', async () => {
  const lines = ['O me', row(1), row(2), seal('a', 2), row(3), seal('b', 1), row(4), row(5), seal('c', 2), row(6)];
  const { journal, acked } = journalOf(lines, [3, 6, 6]);
  const { log, lines: said } = keptLog();
  const tape = createTape({ journal, reader: 'truth', log, own: 'me', sealed: () => 9 });
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
  const tape = createTape({ journal, reader: 'truth', log: noopLog, own: 'me', sealed: () => 6 });
  const first = await tape.peek();
  tape.shift();
  const second = await tape.peek();
  tape.shift();
  await tape.done(second?.order ?? 0);
  expect(acked).toEqual([]);
  await tape.done(first?.order ?? 0);
  expect(acked.map(({ seq }) => seq)).toEqual([6]);
});
