import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAudit } from '@plumbline/audit';
import { postgresStore } from '@plumbline/audit/postgres';
import { afterAll, expect, test } from 'vitest';
import { actions, service } from '../src/actions.ts';
import { APP, poolOf, startDatabase, storedIds } from '../src/database.ts';
import { startProgram } from '../src/program.ts';
import { mountSmallDisk } from '../src/small-disk.ts';
import { NOTHING, useStage } from '../src/stage.ts';

const stage = useStage();
const mounts = mkdtempSync(path.join(tmpdir(), 'plumbline-disks-'));
// The server's account has to reach its data below.
chmodSync(mounts, 0o755);
afterAll(() => rmSync(mounts, { recursive: true, force: true }));

test('the spool disk is full while the database is down: records wait in memory, and all are stored afterwards', async () => {
  using disk = mountSmallDisk(path.join(mounts, 'spool'), 4);
  const spool = path.join(disk.folder, 'spool');
  const writer = stage.writer(spool, { perSecond: 200 });
  await writer.until(() => writer.said.D.size > 100);
  stage.database.freeze();
  disk.fill();
  await writer.until(() => (writer.state?.held ?? 0) > 400);
  const mark = writer.said.R.size;
  await writer.until(() => writer.said.R.size > mark + 200);
  expect(writer.state?.lost).toEqual({});
  disk.free();
  await writer.until(() => writer.state?.held === 0);
  stage.database.thaw();
  writer.process.kill('SIGTERM');
  expect(await writer.ended).toBe(0);
  const recorded = writer.said.R.size;
  expect(JSON.parse(writer.lines.at(-1)?.slice('end '.length) ?? '{}')).toEqual({ pending: 0, lost: {}, recorded });
  expect(writer.said.D.size).toBe(recorded);
  expect(await stage.missing(writer.said.R)).toEqual(NOTHING);
});

test('under `refuse` a full spool disk is an error for the caller, and what was accepted is stored', async () => {
  using disk = mountSmallDisk(path.join(mounts, 'refuse'), 4);
  const spool = path.join(disk.folder, 'spool');
  const writer = stage.writer(spool, { perSecond: 200, policy: 'refuse' });
  await writer.until(() => writer.said.D.size > 100);
  stage.database.freeze();
  disk.fill();
  await writer.until(() => writer.lines.filter((line) => line === 'refused PLB_AUDIT_SPOOL').length > 100);
  disk.free();
  const mark = writer.said.D.size;
  await writer.until(() => writer.said.D.size > mark + 100);
  stage.database.thaw();
  writer.process.kill('SIGTERM');
  expect(await writer.ended).toBe(0);
  expect(writer.lines.filter((line) => line.startsWith('refused') && !line.endsWith('PLB_AUDIT_SPOOL'))).toEqual([]);
  const recorded = writer.said.R.size;
  expect(JSON.parse(writer.lines.at(-1)?.slice('end '.length) ?? '{}')).toEqual({ pending: 0, lost: {}, recorded });
  expect(await stage.missing(writer.said.R)).toEqual(NOTHING);
});

test('a read-only spool disk is refused at start, with the option that names it', async () => {
  using disk = mountSmallDisk(path.join(mounts, 'read-only'), 1);
  disk.protect();
  const pool = poolOf(stage.database.urlAs(APP), 1);
  const audit = createAudit({
    actions,
    service,
    store: postgresStore(pool),
    spoolDirectory: path.join(disk.folder, 'spool'),
  });
  await expect(audit.start()).rejects.toMatchObject({ code: 'PLB_AUDIT_SPOOL', message: /spoolDirectory/ });
  await pool.end();
});

test("the database's disk is full: records wait in the spool, and all are stored once there is room", async () => {
  const folder = path.join(mounts, 'database');
  using disk = mountSmallDisk(folder, 160);
  await using database = await startDatabase({
    directory: disk.folder,
    settings: { min_wal_size: '32MB', max_wal_size: '48MB', shared_buffers: '16MB' },
  });
  const spool = stage.spool('beside-a-full-database');
  mkdirSync(spool, { recursive: true });
  const writer = startProgram('writer.ts', [database.urlAs(APP), spool, 'write', '500']);
  await writer.until(() => writer.said.D.size > 500);
  disk.fill();
  await writer.until(() => (writer.state?.storeFailures ?? 0) > 0);
  const mark = writer.said.D.size;
  await writer.until(() => writer.said.D.size > mark + 1_000);
  expect(writer.state).toMatchObject({ held: 0, lost: {} });
  disk.free();
  // Where its log could not grow, the server has ended.
  await database.stop('fast');
  await database.start();
  writer.process.kill('SIGTERM');
  expect(await writer.ended).toBe(0);
  const recorded = writer.said.R.size;
  expect(JSON.parse(writer.lines.at(-1)?.slice('end '.length) ?? '{}')).toEqual({ pending: 0, lost: {}, recorded });
  const { ids, doubled } = await storedIds(database);
  expect({ missing: [...writer.said.R].filter((id) => !ids.has(id)), doubled }).toEqual(NOTHING);
});
