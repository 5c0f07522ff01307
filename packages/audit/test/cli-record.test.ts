import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { AuditRecord } from '../src/index.ts';
import { ask, tamper, useSealedTrail } from './cli-support.ts';
import { useFolder } from './support.ts';

const folder = useFolder();
const sealed = useSealedTrail(folder);
const { audit, verify } = sealed;

const VERIFIED = "FROM audit_log WHERE action = 'audit.verified'";

/** The newest record of a verification. */
function recorded(): AuditRecord {
  const { body = '{}' } = ask(sealed.file, `SELECT body ${VERIFIED} ORDER BY id DESC`);
  return JSON.parse(String(body)) as AuditRecord;
}

it('leaves a record of an intact trail, which the next verification covers', async () => {
  const told = ['--record', '--as', 'op-1', '--witness', 'app.log', '--anchor', 'anchors.jsonl'];
  const { code, err, out } = await verify(...told);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^intact: trail \S+, 3 records, /);
  expect(recorded()).toMatchObject({
    actor: { id: 'op-1', type: 'user' },
    outcome: 'success',
    metadata: { result: 'intact', first_seal: 1, last_seal: 1, anchored_up_to: 1 },
    counts: { findings: 0, records: 3, checked: 3, seals: 1 },
  });
  await audit('seal', '--sqlite', sealed.file, '--key', 'seal.pem', '--once');
  expect((await verify('--against-logs', 'app.log')).out).toMatch(/\nintact: .* 4 records, .*1 of 4 witnessed/);
});

it('leaves a record of what was found, and of what could not be checked', async () => {
  writeFileSync(path.join(folder(), 'empty'), '');
  expect((await verify('--record', '--anchor', 'empty')).code).toBe(2);
  expect(recorded()).toMatchObject({ outcome: 'failed', metadata: { result: 'incomplete' }, counts: { findings: 0 } });
  tamper(sealed.file, "UPDATE audit_log SET body = replace(body, 'r0', 'rX')");
  expect((await verify('--record')).code).toBe(1);
  expect(recorded()).toMatchObject({ outcome: 'success', metadata: { result: 'findings' }, counts: { findings: 1 } });
});

it('leaves none where it was not asked to, and none of what it did not begin', async () => {
  expect((await verify()).code).toBe(0);
  expect((await verify('--record', '--against-logs', 'none.log')).code).toBe(2);
  expect(ask(sealed.file, `SELECT count(*) AS n ${VERIFIED}`)).toEqual({ n: 0 });
});

it('says so where it cannot be recorded, and ends with the code of the verification', async () => {
  tamper(sealed.file, "CREATE TRIGGER no BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'not by you'); END");
  const { code, err } = await verify('--record');
  const said = /^warning: audit\.verified could not be recorded \(.*not by you\)\n {2}fix: /;
  expect([code, err]).toEqual([0, expect.stringMatching(said)]);
});

it.each([
  [['--record', '--export', 'trail'], /--record goes with a database/],
  [['--as', 'op-1'], /--as and --witness go with --record/],
  [['--witness', 'app.log'], /--as and --witness go with --record/],
])('refuses %j', async (args, said) => {
  const { code, err } = await audit('verify', '--public-key', 'seal.pem.pub', ...args);
  expect([code, err]).toEqual([2, expect.stringMatching(said)]);
});
