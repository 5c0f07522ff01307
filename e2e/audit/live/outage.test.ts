import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { AuditDatabase } from '../src/database.ts';
import { costSinceLast, keepFigures, spoolBytes } from '../src/outage-figures.ts';
import type { Program } from '../src/program.ts';
import { NOTHING, SCALE, useStage } from '../src/stage.ts';
import { verifyCommand } from '../src/verify-command.ts';

/** Ten minutes in the soak run. */
const OUTAGE_MS = SCALE > 1 ? 600_000 : 15_000;
const PER_SECOND = 500;
/** Of the time before and after the outage. */
const USUAL_SECONDS = OUTAGE_MS / 10_000;

const stage = useStage();

interface Outage {
  begin(database: AuditDatabase): Promise<void>;
  end(database: AuditDatabase): Promise<void>;
}

const readOnly = (on: boolean) => async (database: AuditDatabase) => {
  await database.query(`ALTER ROLE app SET default_transaction_read_only = ${on ? 'on' : 'off'}`);
  // Sessions keep the settings they began with.
  await database.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'");
};

const outages: Readonly<Record<string, Outage>> = {
  'shut down': { begin: (database) => database.stop('fast'), end: (database) => database.start() },
  crashed: { begin: (database) => database.stop('immediate'), end: (database) => database.start() },
  'frozen with all its sessions': {
    begin: async (database) => database.freeze(),
    end: async (database) => database.thaw(),
  },
  'read-only': { begin: readOnly(true), end: readOnly(false) },
};

/** Waits until the writer's records are durable beyond what they were: the application goes on. */
async function goesOn(writer: Program): Promise<void> {
  const mark = writer.said.D.size + 500;
  await writer.until(() => writer.said.D.size >= mark);
}

/** Long enough for figures to hold the outage's against. */
async function goesOnFor(writer: Program, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) await goesOn(writer);
}

/** Asks each tick, so that the moment is known to 10 ms. */
async function drained(writer: Program): Promise<number> {
  const began = performance.now();
  await writer.until(() => (writer.state?.pending ?? Infinity) < PER_SECOND / 10);
  return performance.now() - began;
}

/** One outage from begin to end; what it cost the application is kept beside the test's report. */
async function during(name: string, outage: Outage, writer: Program, spool: string): Promise<void> {
  const before = { cost: await costSinceLast(writer), bytes: spoolBytes(spool) };
  await outage.begin(stage.database);
  const failures = writer.state?.storeFailures ?? 0;
  const mark = writer.said.D.size;
  await pause(OUTAGE_MS);
  await writer.until(() => (writer.state?.storeFailures ?? 0) > failures);
  await writer.until(() => writer.said.D.size - mark >= (OUTAGE_MS / 1_000) * PER_SECOND);
  expect(writer.state).toMatchObject({ held: 0, lost: {} });
  const [cost, bytes, pendingAtEnd] = [await costSinceLast(writer), spoolBytes(spool), writer.state?.pending ?? 0];
  await outage.end(stage.database);
  const drainMs = await drained(writer);
  const draining = await costSinceLast(writer);
  await goesOnFor(writer, USUAL_SECONDS);
  keepFigures(name, {
    outageMs: OUTAGE_MS,
    before: before.cost,
    during: cost,
    draining,
    after: await costSinceLast(writer),
    spoolBytesBefore: before.bytes,
    spoolBytesAtEnd: bytes,
    pendingAtEnd,
    drainMs,
  });
}

test.each(Object.entries(outages))(
  'the database is %s: recording goes on at 500 a second, and each record is stored and sealed once afterwards',
  async (name, outage) => {
    const spool = stage.spool(name.replaceAll(' ', '-'));
    const sealer = stage.sealer();
    const writer = stage.writer(spool, { perSecond: PER_SECOND });
    // The first calls are those of a process that has just started.
    await goesOn(writer);
    await costSinceLast(writer);
    await goesOnFor(writer, USUAL_SECONDS);
    await during(name, outage, writer, spool);
    writer.process.kill('SIGTERM');
    expect(await writer.ended).toBe(0);
    sealer.process.kill('SIGTERM');
    expect(await sealer.ended).toBe(0);
    const recorded = writer.said.R.size;
    expect(JSON.parse(writer.lines.at(-1)?.slice('end '.length) ?? '{}')).toEqual({ pending: 0, lost: {}, recorded });
    expect(writer.lines.filter((line) => line.startsWith('refused'))).toEqual([]);
    expect(writer.said.N.size).toBe(0);
    expect(await stage.missing(writer.said.R)).toEqual(NOTHING);
    expect(await stage.verified()).toMatchObject({ faults: [], waiting: 0 });
    const verified = await verifyCommand(stage.database.url, path.join(stage.folder, 'seal.pem.pub'));
    expect(verified).toEqual({ code: 0, out: expect.stringMatching(/^intact: /m) });
  },
);
