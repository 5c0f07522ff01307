import { expect, test } from 'vitest';
import type { Program } from '../src/program.ts';
import { NOTHING, useStage } from '../src/stage.ts';

const stage = useStage();

const seals = (sealer: Program): string[] => sealer.lines.filter((line) => line.startsWith('sealed'));

async function sealsMore(sealer: Program, count: number): Promise<void> {
  const mark = seals(sealer).length + count;
  await sealer.until(() => seals(sealer).length >= mark);
}

/** The store takes what is recorded: what waits in the spool falls below a moment's worth, again and again. */
async function storesMore(writer: Program): Promise<void> {
  const mark = writer.said.D.size + 500;
  await writer.until(() => writer.said.D.size >= mark && (writer.state?.pending ?? Infinity) < 250);
}

test('a frozen sealer delays nobody; another one takes over, and the first one forks nothing when it goes on', async () => {
  const writer = stage.writer(stage.spool('one'));
  const first = stage.sealer();
  await sealsMore(first, 3);
  first.process.kill('SIGSTOP');
  await storesMore(writer);
  const [alone] = await stage.database.query('SELECT count(*)::int AS n FROM audit_seals');
  await storesMore(writer);
  expect((await stage.database.query('SELECT count(*)::int AS n FROM audit_seals'))[0]).toEqual(alone);

  const second = stage.sealer();
  await sealsMore(second, 5);
  first.process.kill('SIGCONT');
  await sealsMore(second, 5);
  second.process.kill('SIGSTOP');
  await sealsMore(first, 3);
  second.process.kill('SIGCONT');

  writer.process.kill('SIGTERM');
  expect(await writer.ended).toBe(0);
  expect(writer.state).toMatchObject({ held: 0, lost: {}, storeFailures: 0 });
  await first.kill();
  await second.kill();
  expect(await stage.missing(writer.said.R)).toEqual(NOTHING);
  expect(await stage.verified()).toEqual({ faults: [], waiting: 0, checked: writer.said.R.size });
});
