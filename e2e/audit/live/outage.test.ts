import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { AuditDatabase } from '../src/database.ts';
import type { Program } from '../src/program.ts';
import { NOTHING, SCALE, useStage } from '../src/stage.ts';

/** Ten minutes in the soak run. */
const OUTAGE_MS = SCALE > 1 ? 600_000 : 15_000;
const PER_SECOND = 500;

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

test.each(Object.entries(outages))(
  'the database is %s: recording goes on at 500 a second, and each record is stored once afterwards',
  async (name, outage) => {
    const spool = stage.spool(name.replaceAll(' ', '-'));
    const writer = stage.writer(spool, { perSecond: PER_SECOND });
    await goesOn(writer);
    await outage.begin(stage.database);
    const failures = writer.state?.storeFailures ?? 0;
    const before = writer.said.D.size;
    await pause(OUTAGE_MS);
    await writer.until(() => (writer.state?.storeFailures ?? 0) > failures);
    await writer.until(() => writer.said.D.size - before >= (OUTAGE_MS / 1_000) * PER_SECOND);
    expect(writer.state).toMatchObject({ held: 0, lost: {} });
    await outage.end(stage.database);
    await goesOn(writer);
    writer.process.kill('SIGTERM');
    expect(await writer.ended).toBe(0);
    const recorded = writer.said.R.size;
    expect(JSON.parse(writer.lines.at(-1)?.slice('end '.length) ?? '{}')).toEqual({ pending: 0, lost: {}, recorded });
    expect(writer.lines.filter((line) => line.startsWith('refused'))).toEqual([]);
    expect(writer.said.N.size).toBe(0);
    expect(await stage.missing(writer.said.R)).toEqual(NOTHING);
    expect(await stage.verified()).toMatchObject({ faults: [], waiting: 0 });
  },
);
