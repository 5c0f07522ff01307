import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readWitnessLog, type WitnessLine } from '../src/evidence.ts';
import { useFolder } from './support.ts';
import { idOf, named, tamperTrail } from './tamper-support.ts';

const folder = useFolder();
const leaf = 'ab'.repeat(32);

async function read(text: string | Buffer): Promise<WitnessLine[]> {
  const file = path.join(folder(), 'app.log');
  writeFileSync(file, text);
  const lines: WitnessLine[] = [];
  for await (const line of readWitnessLog(file)) lines.push(line);
  return lines;
}

test('the lines of records are taken out of a log, whatever else is in it', async () => {
  const log = [
    'Listening on 3000',
    JSON.stringify({ level: 30, audit_id: idOf(1), audit_leaf: leaf, action: 'user.created', msg: 'audit' }),
    JSON.stringify({ level: 30, msg: 'what is "audit_id"?' }),
    '',
    JSON.stringify({ audit_id: idOf(2), audit_leaf: leaf, audit_open: true }),
  ].join('\r\n');
  expect(await read(log)).toEqual([
    { audit_id: idOf(1), audit_leaf: leaf },
    { audit_id: idOf(2), audit_leaf: leaf, audit_open: true },
  ]);
});

test.each([
  ['no JSON', '{"audit_id":"'],
  ['no ID', JSON.stringify({ audit_id: 'x', audit_leaf: leaf })],
  ['no leaf', JSON.stringify({ audit_id: idOf(1) })],
  ['a leaf that is none', JSON.stringify({ audit_id: idOf(1), audit_leaf: 'x' })],
])('a line about a record that has %s is named with its file', async (_what, line) => {
  await expect(read(`ok\n${line}`)).rejects.toThrow(/PLB_AUDIT_EVIDENCE: .*app\.log, line 2: the witness/);
});

test('a file that is not there is said to be so', async () => {
  const lines = readWitnessLog(path.join(folder(), 'none.log'));
  await expect(lines.next()).rejects.toThrow(/PLB_AUDIT_EVIDENCE: .*none\.log/);
});

test('a log that cannot be read leaves the verification undone, with what was found until then', async () => {
  const trail = await tamperTrail();
  trail.sql('DELETE FROM audit_log WHERE id = ?', idOf(8));
  const result = await trail.verify({ witness: readWitnessLog(path.join(folder(), 'none.log')) });
  expect(named(result)).toEqual([{ problem: 'missing', seal: 2, id: idOf(8) }]);
  expect(result.couldNotCheck).toMatch(/none\.log/);
  const wrong = [{ audit_id: 'x', audit_leaf: leaf }];
  expect((await trail.verify({ witness: wrong })).couldNotCheck).toMatch(/PLB_AUDIT_EVIDENCE/);
});
