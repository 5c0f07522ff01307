import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { type ExportManifest, exportTrail, judgeVerification, readExport, verifyTrail } from '../src/evidence.ts';
import { useFolder } from './support.ts';
import {
  addSeal,
  clock,
  editLines,
  idOf,
  linesOf,
  named,
  rowOf,
  type TamperTrail,
  tamperTrail,
  verifyCopy,
  verifyFolder,
} from './tamper-support.ts';

const folder = useFolder();
const target = (): string => path.join(folder(), 'export');
let trail: TamperTrail;
beforeEach(async () => {
  trail = await tamperTrail();
});

const manifestOf = (): ExportManifest =>
  JSON.parse(readFileSync(path.join(target(), 'manifest.json'), 'utf8')) as ExportManifest;

test('an export holds what the database held, in files for its owner alone, and is verified without it', async () => {
  await trail.evidence.addAnchor(await trail.anchor());
  const manifest = await exportTrail(trail.evidence, target(), { personal: true, clock });
  trail.database.close();
  expect(manifest).toEqual(manifestOf());
  expect(manifest).toMatchObject({ first_seal: 1, last_seal: 4, records: 26, personal: true });
  expect(readdirSync(folder())).toEqual(['export']);
  for (const name of readdirSync(target())) expect(statSync(path.join(target(), name)).mode & 0o077).toBe(0);
  const result = await verifyFolder(trail, target(), { witness: trail.witness });
  expect(result).toMatchObject({ seals: 4, checked: 26, waiting: 2, findings: [], lastSeal: 4, witnessed: 26 });
  expect(judgeVerification(result)).toEqual({ exitCode: 0 });
});

test('answers each question as the database does', async () => {
  await trail.evidence.addAnchor(await trail.anchor());
  await trail.store.append([rowOf(50)]);
  trail.sql('DELETE FROM audit_unsealed WHERE id = ?', idOf(50));
  await exportTrail(trail.evidence, target(), { personal: true });
  const copy = await readExport(target());
  const ids = [3, 30, 21, 25, 50, 9].map(idOf);
  const byId = <T extends { id: string }>(items: readonly T[]): T[] => items.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  expect(await copy.trail()).toBe(await trail.evidence.trail());
  expect(await copy.seals({ from: 2, limit: 2 })).toEqual(await trail.evidence.seals({ from: 2, limit: 2 }));
  const columns = [
    'id',
    'recordedAt',
    'action',
    'outcome',
    'class',
    'actorId',
    'org',
    'subjectIds',
    'requestId',
    'body',
    'leaf',
  ] as const;
  const plain = (rows: Awaited<ReturnType<typeof copy.rowsOf>>): object[] =>
    byId(rows).map((row) => Object.fromEntries(columns.map((column) => [column, row[column]])));
  expect(plain(await copy.rowsOf(ids))).toEqual(plain(await trail.evidence.rowsOf(ids)));
  expect(byId(await copy.personalOf(ids))).toEqual(byId(await trail.evidence.personalOf(ids)));
  expect(await copy.totals()).toEqual(await trail.evidence.totals());
  expect(await copy.waiting(1)).toEqual(await trail.evidence.waiting(1));
  expect(plain(await copy.strays({ limit: 9 }))).toEqual(plain(await trail.evidence.strays({ limit: 9 })));
  expect(await copy.strays({ limit: 9, after: idOf(50) })).toEqual([]);
  expect(await copy.anchors()).toEqual(await trail.evidence.anchors());
  expect(await copy.seals({ from: 5, limit: 2 })).toEqual([]);
});

test('personal values are not exported unless they are asked for', async () => {
  const result = await verifyCopy(trail, target(), {}, { personal: false });
  expect(result.findings).toEqual([]);
  expect(readdirSync(target())).not.toContain('personal.jsonl');
  for (const name of readdirSync(target()))
    expect(readFileSync(path.join(target(), name), 'utf8')).not.toMatch(/person 3/);
});

test('texts of any kind come back byte for byte', async () => {
  const texts = ['line\nfeed', '\u2028', 'ä🙂', '}', '","record":{', '{"id":1}\n{', ''];
  for (const [n, text] of texts.entries()) trail.sql('UPDATE audit_log SET body = ? WHERE id = ?', text, idOf(n));
  await exportTrail(trail.evidence, target());
  const copy = await readExport(target());
  await copy.seals({ from: 1, limit: 9 });
  const rows = new Map((await copy.rowsOf(texts.map((_, n) => idOf(n)))).map(({ body, id }) => [id, body]));
  expect(texts.map((_, n) => rows.get(idOf(n)))).toEqual(texts);
  for (const line of linesOf(target(), 'records.jsonl')) expect(() => JSON.parse(line) as unknown).not.toThrow();
});

describe('a part of a trail', () => {
  test('from a later seal on is verified as far as it goes, and says so', async () => {
    const result = await verifyCopy(trail, target(), {}, { from: 3 });
    expect(result).toMatchObject({ seals: 2, checked: 14, findings: [] });
    expect(judgeVerification(result).exitCode).toBe(2);
    expect(result.notCovered).toEqual(['The export does not hold the seals before 3.']);
    const asked = await verifyFolder(trail, target(), { from: 3 });
    expect(asked).toMatchObject({ seals: 2, checked: 14, findings: [], notCovered: [] });
    expect(judgeVerification(asked)).toEqual({ exitCode: 0 });
  });

  test('with some of the records says how many it leaves out, and is not called whole', async () => {
    const result = await verifyCopy(trail, target(), { witness: trail.witness }, { filters: { subject: 'u_8' } });
    expect(result).toMatchObject({ seals: 4, checked: 1, leftOut: 23, findings: [] });
    expect(result.notCovered[0]).toBe('The export leaves out 23 records of its seals.');
    expect(judgeVerification(result).exitCode).toBe(2);
    expect(judgeVerification(result, { acceptPartial: true })).toEqual({ exitCode: 0 });
  });

  test('with an edited record is found', async () => {
    await exportTrail(trail.evidence, target(), {
      clock,
      filters: { from: Date.parse('2025-12-01'), outcome: 'success', org: 'o_1' },
    });
    editLines(target(), 'records.jsonl', (lines) => lines.with(7, lines[7]?.replaceAll('u_7', 'u_9') ?? ''));
    expect(named(await verifyFolder(trail, target()))).toEqual([{ problem: 'edited', seal: 2, id: idOf(7) }]);
  });
});

/** A personal value whose record is gone. */
const orphan = (seal: number, n: number): object => ({
  problem: 'personal_uncommitted',
  seal,
  id: idOf(n),
  field: 'name',
});

/** A change of the files by somebody who does not change the manifest (careless), and by somebody who does. */
describe.each([
  ['careless', true],
  ['careful', false],
] as const)('tampering with the files, %s', (_who, careless) => {
  const edit = (name: string, change: (lines: string[]) => readonly string[]): void =>
    editLines(target(), name, change, careless);
  beforeEach(async () => {
    await exportTrail(trail.evidence, target(), { personal: true, clock });
  });

  test.each([
    [
      'edited',
      (lines: string[]) => lines.with(8, lines[8]?.replaceAll('u_8', 'u_9') ?? ''),
      [{ problem: 'edited', seal: 2, id: idOf(8) }],
    ],
    [
      'edited to another length',
      (lines: string[]) => lines.with(8, lines[8]?.replaceAll('u_8', 'u_99999') ?? ''),
      [{ problem: 'edited', seal: 2, id: idOf(8) }],
    ],
    ['deleted', (lines: string[]) => lines.toSpliced(8, 1), [{ problem: 'missing', seal: 2, id: idOf(8) }]],
    [
      'deleted at the start',
      (lines: string[]) => lines.slice(1),
      [orphan(1, 0), { problem: 'missing', seal: 1, id: idOf(0) }],
    ],
    [
      'deleted in the middle, several',
      (lines: string[]) => lines.toSpliced(4, 4),
      [orphan(2, 6), ...[4, 5, 6, 7].map((n) => ({ problem: 'missing', seal: n < 6 ? 1 : 2, id: idOf(n) }))],
    ],
    ['doubled', (lines: string[]) => lines.toSpliced(8, 0, lines[8] ?? ''), [{ problem: 'duplicate', id: idOf(8) }]],
    ['swapped with its neighbour', (lines: string[]) => lines.with(8, lines[9] ?? '').with(9, lines[8] ?? ''), []],
    [
      'given the hash of another',
      (lines: string[]) => lines.with(8, (lines[8]?.slice(0, 55) ?? '') + (lines[9]?.slice(55) ?? '')),
      [{ problem: 'edited', seal: 2, id: idOf(8) }],
    ],
    [
      'given the ID of another',
      (lines: string[]) => lines.with(8, (lines[9]?.slice(0, 43) ?? '') + (lines[8]?.slice(43) ?? '')),
      [
        { problem: 'duplicate', id: idOf(9) },
        { problem: 'edited', seal: 2, id: idOf(9) },
        { problem: 'missing', seal: 2, id: idOf(8) },
      ],
    ],
  ])('a record is %s', async (_what, change, expected) => {
    edit('records.jsonl', change);
    const result = await verifyFolder(trail, target());
    expect(named(result)).toEqual(expected);
    expect(judgeVerification(result).exitCode).toBe(expected.length > 0 ? 1 : 0);
  });

  test('a back-dated record is put in, at its place and at the end', async () => {
    const forged = rowOf(3, 'u_forged', idOf(3).replace('8000', '9000'));
    const line = `{"id":"${forged.id}","leaf":"${forged.leaf}","record":${forged.body}}`;
    for (const place of [4, 99]) {
      edit('records.jsonl', (lines) => lines.toSpliced(place, 0, line));
      expect(named(await verifyFolder(trail, target()))).toEqual([{ problem: 'unsealed', id: forged.id }]);
      edit('records.jsonl', (lines) => lines.filter((text) => text !== line));
    }
  });

  test('a seal is deleted', async () => {
    edit('seals.jsonl', (lines) => lines.toSpliced(1, 1));
    const result = named(await verifyFolder(trail, target()));
    expect(result[0]).toEqual({ problem: 'seal_missing', seal: 2 });
    expect(result).toHaveLength(7);
  });

  test('two seals are swapped', async () => {
    edit('seals.jsonl', (lines) => lines.with(1, lines[2] ?? '').with(2, lines[1] ?? ''));
    const problems = named(await verifyFolder(trail, target()));
    expect(problems).toContainEqual({ problem: 'seal_missing', seal: 2 });
    expect(problems).toContainEqual({ problem: 'seal_order', seal: 2 });
  });

  test('a personal value is falsified', async () => {
    edit('personal.jsonl', (lines) => lines.map((line) => line.replace('person 9', 'person 7')));
    expect(named(await verifyFolder(trail, target()))).toEqual([
      { problem: 'personal_differs', seal: 2, id: idOf(9), field: 'name' },
    ]);
  });

  test('the last line of a file is taken away', async () => {
    edit('records.jsonl', (lines) => lines.slice(0, -1));
    expect(named(await verifyFolder(trail, target()))).toEqual([{ problem: 'missing', id: idOf(25) }]);
  });
});

test('a line of the same length as its neighbours is taken away, and the seals are read one by one', async () => {
  for (const start of [301, 331, 361]) {
    await trail.store.append([0, 3, 6, 9, 12].map((n) => rowOf(start + n)));
    await addSeal(trail.evidence, trail.signer);
  }
  await exportTrail(trail.evidence, target());
  editLines(target(), 'records.jsonl', (lines) => lines.filter((line) => !line.includes(idOf(304))));
  const copy = await readExport(target());
  for (const [no, count] of [6, 6, 6, 6, 6, 5, 5].entries()) {
    const [seal] = await copy.seals({ from: no + 1, limit: 1 });
    expect(await copy.rowsOf(seal?.ids ?? [])).toHaveLength(count);
  }
});

test('an export of before in the place of a newer one is found with a newer anchor', async () => {
  await exportTrail(trail.evidence, target(), { clock });
  await addSeal(trail.evidence, trail.signer);
  const anchor = await trail.anchor();
  expect((await verifyFolder(trail, target())).findings).toEqual([]);
  expect(named(await verifyFolder(trail, target(), { anchors: [anchor] }))).toEqual([{ problem: 'tail_cut', seal: 5 }]);
});

test('an export of another trail is found by the key, and with the same key by an anchor', async () => {
  await exportTrail((await tamperTrail()).evidence, target(), { clock });
  expect(named(await verifyFolder(trail, target()))).toEqual([{ problem: 'key_unknown', seal: 1 }]);
  rmSync(target(), { recursive: true });
  await exportTrail((await tamperTrail(trail.signer)).evidence, target(), { clock });
  expect((await verifyFolder(trail, target())).findings).toEqual([]);
  const anchored = await verifyFolder(trail, target(), { anchors: [await trail.anchor()] });
  expect(named(anchored)[0]).toMatchObject({ problem: 'trail_unexpected' });
});

describe('is refused, with file and line:', () => {
  beforeEach(async () => {
    await exportTrail(trail.evidence, target(), { personal: true, clock });
  });
  const write = (name: string, text: string): void => writeFileSync(path.join(target(), name), text);
  const refusal = async (): Promise<string> => {
    const copy = await readExport(target()).catch((error: unknown) => error as Error);
    if (copy instanceof Error) return copy.message;
    return (await verifyTrail(copy, { publicKeys: [trail.signer.publicKey], clock })).couldNotCheck ?? '';
  };

  test.each([
    ['no manifest', () => rmSync(path.join(target(), 'manifest.json')), /manifest\.json/],
    [
      'a manifest of another version',
      () => write('manifest.json', JSON.stringify({ ...manifestOf(), version: 2 })),
      /manifest\.json, line 1: version 2/,
    ],
    ['a manifest of something else', () => write('manifest.json', '{}'), /no manifest/],
    ['a manifest that is no JSON', () => write('manifest.json', '{'), /no JSON/],
    [
      'a manifest that names another file',
      () =>
        write(
          'manifest.json',
          JSON.stringify({
            ...manifestOf(),
            files: { ...manifestOf().files, 'x.jsonl': { lines: 0, bytes: 0, sha256: '' } },
          }),
        ),
      /names a file/,
    ],
    ['a file that is not there', () => rmSync(path.join(target(), 'seals.jsonl')), /seals\.jsonl/],
    [
      'a cut file of records',
      () => truncateSync(path.join(target(), 'records.jsonl'), 3_000),
      /records\.jsonl, line \d+: the file is cut off/,
    ],
    [
      'a cut file of seals',
      () => truncateSync(path.join(target(), 'seals.jsonl'), 1_000),
      /seals\.jsonl, line 1: the file is cut off/,
    ],
    [
      'an extra line of seals',
      () => editLines(target(), 'seals.jsonl', (lines) => [...lines, '{"no":5}']),
      /seals\.jsonl, line 5: the line is no seal/,
    ],
    [
      'an extra line of anchors',
      () => editLines(target(), 'anchors.jsonl', (lines) => [...lines, '{}'], true),
      /anchors\.jsonl, line 1/,
    ],
    [
      'an extra line of the queue',
      () => editLines(target(), 'waiting.jsonl', (lines) => [...lines, '{"id":"x"}'], true),
      /waiting\.jsonl, line 3/,
    ],
    [
      'an empty extra line of records',
      () => editLines(target(), 'records.jsonl', (lines) => [...lines, ''], true),
      /records\.jsonl, line 27/,
    ],
    [
      'an extra personal value of nobody',
      () => editLines(target(), 'personal.jsonl', (lines) => [...lines, lines[0]?.replace('8000', '9000') ?? ''], true),
      /personal\.jsonl, line 10: the file has 10 lines .* 9/,
    ],
  ])('%s', async (_what, damage, message) => {
    damage();
    expect(await refusal()).toMatch(message);
    expect(await refusal()).toMatch(/^PLB_AUDIT_EVIDENCE/);
  });
});

test('exports of one trail into neighbouring folders do not meet', async () => {
  const folders = ['a', 'b', 'c'].map((name) => path.join(folder(), 'deep', name));
  await Promise.all(folders.map((one) => exportTrail(trail.evidence, one, { clock })));
  for (const one of folders) expect((await verifyFolder(trail, one)).findings).toEqual([]);
  const same = [1, 2].map(() => exportTrail(trail.evidence, target(), { clock }));
  expect((await Promise.allSettled(same)).filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect((await verifyFolder(trail, target())).findings).toEqual([]);
  expect(readdirSync(folder()).toSorted()).toEqual(['deep', 'export']);
});

test('nothing is left behind where an export fails, and nothing is overwritten', async () => {
  trail.sql('DROP TABLE audit_anchors');
  await expect(exportTrail(trail.evidence, target())).rejects.toThrow(/audit_anchors/);
  expect(readdirSync(folder())).toEqual([]);
  writeFileSync(target(), 'mine');
  await expect(exportTrail(trail.evidence, target())).rejects.toThrow(/exists already/);
  expect(readFileSync(target(), 'utf8')).toBe('mine');
  await expect(exportTrail(trail.evidence, `${target()}2`, { from: 0 })).rejects.toThrow(/from/);
});

test('a copy that would lack records of a long queue is not made', async () => {
  trail.sql(
    `INSERT INTO audit_unsealed (id, leaf_hash)
     WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
     SELECT printf('019a0000-0000-7000-9000-%012x', i), zeroblob(32) FROM n`,
  );
  await expect(exportTrail(trail.evidence, target())).rejects.toMatchObject({
    code: 'PLB_AUDIT_EVIDENCE',
    fix: expect.stringContaining('audit seal'),
  });
  expect(readdirSync(folder())).toEqual([]);
});
