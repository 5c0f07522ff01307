import { chmodSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { CommandIo } from '@plumbline/core';
import { beforeEach, expect, it } from 'vitest';
import { checks, migrations } from '../src/cli.ts';
import { ask, makeTrail, runAudit } from './cli-support.ts';
import { useFolder } from './support.ts';

const folder = useFolder();
const HOUR_MS = 3_600_000;
const ALL_WELL = '0 records wait for a seal, seal 1 is 0 minutes old, anchored up to seal 1, 0 minutes ago';

let file: string;

beforeEach(async () => {
  const kept = path.join(folder(), '.plumbline', 'audit');
  mkdirSync(kept, { recursive: true });
  file = path.join(kept, 'audit.sqlite');
  renameSync(await makeTrail(folder(), 2), file);
  await runAudit({ cwd: folder() }, 'keygen', '--key', 'seal.pem');
});

/** What the check says, so many milliseconds from now. */
async function look(inMs: number, env: Record<string, string> = {}, audit: object | undefined = {}): Promise<string[]> {
  const outcome = await checks[0]?.run({
    directory: folder(),
    env,
    config: { status: 'loaded', audit },
    now: Date.now() + inMs,
  });
  if (outcome?.status === 'ok') return [outcome.note, ...(outcome.advice ?? []).map(({ what }) => `advice: ${what}`)];
  if (outcome?.status === 'fault') return outcome.faults.map(({ what }) => `fault: ${what}`);
  return [`${outcome?.status}: ${outcome?.note}`];
}

const seal = (...more: readonly string[]) =>
  runAudit({ cwd: folder() }, 'seal', '--sqlite', file, '--key', 'seal.pem', '--once', ...more);

it('advises to seal and to anchor', async () => {
  expect(await look(0)).toEqual([
    '2 records wait for a seal, no seal yet',
    'advice: the audit trail is not sealed: whoever owns its database can change it without a trace',
  ]);
  await seal();
  expect(await look(0)).toEqual([
    '0 records wait for a seal, seal 1 is 0 minutes old, no anchor',
    'advice: no seal of the audit trail is anchored: a stolen key or a cut tail could not be seen',
  ]);
  await seal('--anchor-file', 'anchors.jsonl');
  expect(await look(0)).toEqual([ALL_WELL]);
});

it('says how old the last seal and the newest anchor are, and advises to anchor only what is not', async () => {
  await seal('--anchor-file', 'anchors.jsonl');
  expect(await look(90 * 60_000)).toEqual([
    '0 records wait for a seal, seal 1 is 90 minutes old, anchored up to seal 1, 90 minutes ago',
  ]);
  // Nothing was sealed since.
  expect(await look(9 * 24 * HOUR_MS)).toEqual([
    '0 records wait for a seal, seal 1 is 9 days old, anchored up to seal 1, 9 days ago',
  ]);
  await runAudit({ cwd: folder() }, 'query', '--sqlite', file);
  await seal();
  expect(await look(3 * HOUR_MS)).toEqual([
    '0 records wait for a seal, seal 2 is 3 hours old, anchored up to seal 1, 3 hours ago',
  ]);
  expect(await look(9 * 24 * HOUR_MS)).toContain(
    'advice: the last anchor of the audit trail is 9 days old, and 1 seal was made since',
  );
});

it('takes an anchor without a time for an old one', async () => {
  await seal('--anchor-file', 'anchors.jsonl');
  const database = new DatabaseSync(file);
  database.exec("DROP TRIGGER audit_anchors_no_update; UPDATE audit_anchors SET at = 'soon', seal = 0");
  database.close();
  expect((await look(0)).at(-1)).toMatch(/^advice: the last anchor of the audit trail is \d+ days old/);
});

it('finds that sealing has stopped', async () => {
  await seal('--anchor-file', 'anchors.jsonl');
  await runAudit({ cwd: folder() }, 'query', '--sqlite', file);
  expect(await look(HOUR_MS / 2)).toEqual([
    '1 record waits for a seal, seal 1 is 30 minutes old, anchored up to seal 1, 30 minutes ago',
  ]);
  expect(await look(2.5 * HOUR_MS)).toEqual([
    'fault: 1 record waits for a seal, the oldest for 2 hours, and seal 1 is 2 hours old: no sealer runs, or it cannot seal',
  ]);
});

it('finds a sealing key that others can read, and one that is not there', async () => {
  await seal('--anchor-file', 'anchors.jsonl');
  const env = { PLUMBLINE_AUDIT_SEAL_KEY_FILE: 'seal.pem' };
  expect(await look(0, env)).toEqual([ALL_WELL]);
  chmodSync(path.join(folder(), 'seal.pem'), 0o640);
  expect(await look(0, env)).toContain('advice: a group can read the sealing key (PLUMBLINE_AUDIT_SEAL_KEY_FILE)');
  chmodSync(path.join(folder(), 'seal.pem'), 0o604);
  expect(await look(0, env)).toEqual([
    'fault: others can read or change the sealing key (PLUMBLINE_AUDIT_SEAL_KEY_FILE)',
  ]);
  const gone = { PLUMBLINE_AUDIT_SEAL_KEY_FILE: 'gone.pem' };
  expect(await look(0, gone)).toEqual(['fault: PLUMBLINE_AUDIT_SEAL_KEY_FILE names a file that is not there']);
});

it('is not needed without audited actions, and says what it could not read', async () => {
  expect(await checks[0]?.run({ directory: '.', env: {}, config: { status: 'absent' }, now: 0 })).toMatchObject({
    status: 'not_needed',
  });
  expect(await look(0, {}, { spoolDirectory: 'elsewhere' })).toEqual(['there is no trail here yet']);
  new DatabaseSync(file).exec('DROP TABLE audit_seals');
  expect(await look(0)).toEqual([expect.stringMatching(/^blocked: the trail cannot be read: .*audit_seals/)]);
});

const io = (env: Record<string, string> = {}, answer: object = {}): CommandIo => ({
  cwd: folder(),
  env,
  stdout: () => undefined,
  stderr: () => undefined,
  describe: <Answer>() => Promise.resolve({ service: 'shop', ...answer } as Answer),
});

it('brings an embedded trail of an older version up to date', async () => {
  const [target] = migrations;
  const here = io({}, { spoolDirectory: path.dirname(file) });
  expect(await target?.plan(io())).toBeUndefined();
  expect(await target?.plan(io({}, { spoolDirectory: folder() }))).toBeUndefined();
  expect(await target?.plan(here)).toEqual([]);
  const database = new DatabaseSync(file);
  database.exec('DELETE FROM audit_schema WHERE version > 1');
  const steps = (await target?.plan(here)) ?? [];
  expect(steps).toMatchObject([{ id: 'tables' }]);
  await target?.apply(here, steps);
  expect(await target?.plan(here)).toEqual([]);
  database.exec('INSERT INTO audit_schema (version) VALUES (99)');
  database.close();
  expect(await target?.plan(here)).toMatchObject([{ drift: expect.stringContaining('version 99') as string }]);
  expect(ask(file, 'SELECT count(*) AS n FROM audit_log')).toEqual({ n: 2 });
});
