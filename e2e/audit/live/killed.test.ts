import { expect, test } from 'vitest';
import { storedIds } from '../src/database.ts';
import { NOTHING, SCALE, useStage } from '../src/stage.ts';

/** Times a process is killed: 20, and 200 in the soak run. */
const POINTS = 20 * SCALE;
const WRITERS = 4;
/** Records of one writer between two kills, at most. */
const MOST = 400;

const stage = useStage();

/** What all writers ever said, those that were killed among them. */
interface Acknowledged {
  readonly returned: Set<string>;
  readonly durable: Set<string>;
}

async function keepKilling(spool: string, points: number, all: Acknowledged): Promise<void> {
  for (let point = 0; point < points; point += 1) {
    const writer = stage.writer(spool);
    const wanted = 1 + Math.floor(Math.random() * MOST);
    await writer.until(() => writer.said.D.size >= wanted);
    await writer.kill();
    for (const id of writer.said.R) all.returned.add(id);
    for (const id of writer.said.D) all.durable.add(id);
  }
}

/** Until the writers have ended: a sealer that is killed at random seals, and another one takes its place. */
async function keepKillingSealers(writing: Promise<unknown>): Promise<number> {
  let over = false;
  const end = (): void => void (over = true);
  void writing.then(end, end);
  for (let kills = 0; ; kills += 1) {
    const sealer = stage.sealer();
    const wanted = 1 + Math.floor(Math.random() * 5);
    const sealed = sealer.until(() => sealer.lines.filter((line) => line.startsWith('sealed')).length >= wanted);
    await Promise.race([sealed, writing]);
    await sealer.kill();
    if (over) return kills;
  }
}

test.each([
  ['a spool of its own each', (slot: number) => `own-${slot}`],
  ['one spool folder', () => 'shared'],
])(
  `4 processes with %s, one store, ${POINTS / 2} kills: nothing that was acknowledged is lost or doubled`,
  async (_, name) => {
    const all: Acknowledged = { returned: new Set(), durable: new Set() };
    const each = Math.ceil(POINTS / 2 / WRITERS);
    const spools = Array.from({ length: WRITERS }, (_none, slot) => stage.spool(name(slot)));
    const writing = Promise.all(spools.map((spool) => keepKilling(spool, each, all)));
    expect(await keepKillingSealers(writing)).toBeGreaterThan(0);
    await writing;
    for (const spool of new Set(spools)) await stage.drained(spool);
    expect(all.durable.size).toBeGreaterThanOrEqual(each * WRITERS);
    expect(await stage.missing(all.durable)).toEqual(NOTHING);
    // A record is in the page cache before record() returns, and that outlives the process.
    expect(await stage.missing(all.returned)).toEqual(NOTHING);
    const { ids } = await storedIds(stage.database);
    expect(await stage.verified()).toEqual({ faults: [], waiting: 0, checked: ids.size });
  },
);
