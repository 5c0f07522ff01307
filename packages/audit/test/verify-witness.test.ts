import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { judgeVerification, readWitnessLog, type WitnessLine } from '../src/evidence.ts';
import { useFolder } from './support.ts';
import { idOf, named, START, tamperTrail } from './tamper-support.ts';

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

/** Lines of so many records of another trail, made at these times. */
const otherLines = (count: number, at: (n: number) => number): WitnessLine[] =>
  Array.from({ length: count }, (_, n) => {
    const time = at(n).toString(16).padStart(12, '0');
    const random = (1_000 + n).toString(16).padStart(12, '0');
    return { audit_id: `${time.slice(0, 8)}-${time.slice(8)}-7000-9000-${random}`, audit_leaf: leaf };
  });

test('a log of another trail is one sentence, and could not be checked; its lines accuse nobody', async () => {
  const trail = await tamperTrail();
  const result = await trail.verify({ witness: otherLines(20, (n) => START + n * 2), requireWitness: true });
  expect([result.findings, judgeVerification(result).exitCode]).toEqual([[], 2]);
  expect(result.notCovered).toEqual([
    expect.stringMatching(/^No line of the log is of a record .* the log of another trail/),
  ]);
});

test.each([
  ['of a time of which the trail has nothing', 20, (n: number) => START - 9_000 + n],
  ['of more records than the trail has of that time', 30, (n: number) => START + n],
  ['of few records', 3, (n: number) => START + n * 6],
])('a log %s stays a finding for each line, in the order of their times', async (_, count, at) => {
  const trail = await tamperTrail();
  const witness = otherLines(count, at);
  const result = await trail.verify({ witness });
  expect(named(result)).toEqual(witness.map(({ audit_id: id }) => ({ problem: 'missing', id })));
  expect(judgeVerification(result).exitCode).toBe(1);
});

test('one line of a record that the trail has makes it the log of this trail', async () => {
  const trail = await tamperTrail();
  const witness = [...otherLines(20, (n) => START + n * 2), ...trail.witness.slice(7, 8)];
  expect(named(await trail.verify({ witness }))).toHaveLength(20);
});
