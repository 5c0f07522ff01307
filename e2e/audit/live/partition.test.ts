import { verifyTrail } from '@plumbline/audit/evidence';
import { postgresEvidence } from '@plumbline/audit/postgres';
import { loadPublicKeys } from '@plumbline/audit/seal';
import { expect, test } from 'vitest';
import { poolOf } from '../src/database.ts';
import { NOTHING, useStage } from '../src/stage.ts';

const stage = useStage();

test('a dropped month: verification names each of its records, and recording goes on', async () => {
  const writer = stage.writer(stage.spool('before'));
  await writer.until(() => writer.said.D.size > 200);
  writer.process.kill('SIGTERM');
  expect(await writer.ended).toBe(0);
  expect(await stage.verified()).toEqual({ faults: [], waiting: 0, checked: writer.said.R.size });

  const tables = await stage.database.query('SELECT DISTINCT tableoid::regclass::text AS name FROM audit_log');
  for (const { name } of tables) await stage.database.query(`DROP TABLE ${String(name)}`);

  const later = stage.writer(stage.spool('after'));
  await later.until(() => later.said.D.size > 200);
  later.process.kill('SIGTERM');
  expect(await later.ended).toBe(0);
  expect(await stage.missing(later.said.R)).toEqual(NOTHING);

  expect((await stage.verified()).waiting).toBe(0);
  const pool = poolOf(stage.database.url, 2);
  const publicKeys = await loadPublicKeys(`${stage.folder}/seal.pem.pub`);
  const { findings, found } = await verifyTrail(postgresEvidence(pool), { publicKeys, maxFindings: 100_000 });
  await pool.end();
  expect(new Set(findings.map(({ problem }) => problem))).toEqual(new Set(['missing']));
  expect(new Set(findings.map(({ id }) => id))).toEqual(writer.said.R);
  expect(found).toBe(writer.said.R.size);
});
