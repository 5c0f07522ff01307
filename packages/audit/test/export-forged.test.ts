import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  type ExportManifest,
  exportTrail,
  judgeVerification,
  readExport,
  type TrailVerification,
} from '../src/evidence.ts';
import { leafHash, toRow } from '../src/index.ts';
import { parseSealHeader } from '../src/seal.ts';
import { useFolder } from './support.ts';
import {
  addSeal,
  clock,
  editLines,
  idOf,
  linesOf,
  named,
  NOW,
  rowOf,
  START,
  type TamperTrail,
  tamperTrail,
  verifyFolder,
} from './tamper-support.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const folder = useFolder();
const target = (): string => path.join(folder(), 'export');
let trail: TamperTrail;
beforeEach(async () => {
  trail = await tamperTrail();
});

const at = (name: string): string => path.join(target(), name);

function lie(change: Partial<ExportManifest>): void {
  const manifest = JSON.parse(readFileSync(at('manifest.json'), 'utf8')) as ExportManifest;
  writeFileSync(at('manifest.json'), JSON.stringify({ ...manifest, ...change }));
}

const iso = (ms: number): string => new Date(ms).toISOString();
const exitOf = (result: TrailVerification, acceptPartial = false): number =>
  judgeVerification(result, { acceptPartial }).exitCode;

/** The line of a record with another text, as somebody who has no key can write it. */
function forgedLine(n: number): string {
  const line = linesOf(target(), 'records.jsonl').find((text) => text.includes(idOf(n))) ?? '';
  return line.replace('u_admin', 'u_other');
}

describe('the time that an export gives itself, which nobody signed', () => {
  const lines = (ms: number) => [{ audit_id: idOf(ms - START), audit_leaf: 'ab'.repeat(32) }];
  const later = { clock: { ...clock, now: () => NOW + DAY_MS } };

  test('does not hide a record that was deleted before it was sealed', async () => {
    await exportTrail(trail.evidence, target(), { clock });
    const witness = lines(NOW - 10_000);
    expect(named(await verifyFolder(trail, target(), { witness }))).toMatchObject([{ problem: 'missing' }]);
    lie({ created_at: iso(NOW - 20_000) });
    const result = await verifyFolder(trail, target(), { witness });
    expect(exitOf(result)).toBe(2);
    expect(result.notCovered).toEqual([expect.stringMatching(/^1 record that the log has is not in the export/)]);
  });

  test.each([['still to come', iso(NOW + DAY_MS), /still to come/]])(
    'is refused where it is %s, also where a part is enough',
    async (_what, createdAt, message) => {
      await exportTrail(trail.evidence, target(), { clock });
      lie({ created_at: createdAt });
      const result = await verifyFolder(trail, target(), { maxWaitingAgeMs: 2 * DAY_MS });
      expect(result.couldNotCheck).toMatch(message);
      expect(exitOf(result, true)).toBe(2);
    },
  );

  test('may be before its last seal, since the clock of a sealer may be ahead, and hides nothing then', async () => {
    await addSeal(trail.evidence, trail.signer, { sealedAt: NOW + HOUR_MS });
    await exportTrail(trail.evidence, target(), { clock });
    for (const options of [{}, later]) expect(exitOf(await verifyFolder(trail, target(), options))).toBe(0);
    const witness = lines(NOW + HOUR_MS / 2);
    const result = await verifyFolder(trail, target(), { ...later, witness });
    expect(exitOf(result, true)).toBe(2);
  });

  test('does not excuse a record that has waited too long', async () => {
    await exportTrail(trail.evidence, target(), { clock });
    const result = await verifyFolder(trail, target(), later);
    expect(result.findings).toEqual([]);
    expect(result.notCovered).toEqual([expect.stringMatching(/^2 records of the export were under no seal/)]);
    expect(exitOf(result)).toBe(2);
    await addSeal(trail.evidence, trail.signer);
    rmSync(target(), { recursive: true });
    await exportTrail(trail.evidence, target(), { clock });
    expect(exitOf(await verifyFolder(trail, target(), later))).toBe(0);
  });

  test('counts with the delay of the log, and what that leaves open is said', async () => {
    await exportTrail(trail.evidence, target(), { clock });
    // In a spool when the export was taken, verified a day later; and one that is in a spool now.
    const witness = [...lines(NOW - 1_000), ...lines(NOW + DAY_MS - 1_000)];
    const options = { ...later, maxWaitingAgeMs: 2 * DAY_MS, witness };
    expect(named(await verifyFolder(trail, target(), options))).toHaveLength(1);
    const result = await verifyFolder(trail, target(), { ...options, witnessGraceMs: 600_000 });
    expect(result.findings).toEqual([]);
    expect(result.notCovered).toEqual([expect.stringMatching(/^1 record that the log has/)]);
  });
});

test('the delay of the log alone leaves nothing open in a database', async () => {
  const witness = [...trail.witness, { audit_id: idOf(59_000), audit_leaf: 'ab'.repeat(32) }];
  expect(exitOf(await trail.verify({ witness }))).toBe(1);
  expect(exitOf(await trail.verify({ witness, witnessGraceMs: 5_000 }))).toBe(0);
});

describe('a line that is no answer to any question is named:', () => {
  beforeEach(async () => {
    await exportTrail(trail.evidence, target(), { personal: true, clock });
  });

  test.each([23, 20])('a second line of a record of the last seal, at the end (record %i)', async (n) => {
    editLines(target(), 'records.jsonl', (lines) => [...lines, forgedLine(n)]);
    expect(named(await verifyFolder(trail, target()))).toEqual([{ problem: 'duplicate', id: idOf(n) }]);
  });

  test('one of an earlier seal', async () => {
    editLines(target(), 'records.jsonl', (lines) => [...lines, forgedLine(8)]);
    expect(exitOf(await verifyFolder(trail, target()))).toBe(1);
  });

  test('one before the true one, where the seal says that its lines begin behind it', async () => {
    const forged = forgedLine(18);
    editLines(target(), 'records.jsonl', (lines) => lines.toSpliced(18, 0, forged));
    editLines(target(), 'seals.jsonl', (lines) => {
      const seal = JSON.parse(lines[3] ?? '') as { records: [number, number] };
      const records = [seal.records[0] + Buffer.byteLength(forged) + 1, seal.records[1]];
      return lines.with(3, JSON.stringify({ ...seal, records }));
    });
    expect(named(await verifyFolder(trail, target()))).toEqual([{ problem: 'duplicate', id: idOf(18) }]);
  });

  test('a personal value in another place than its seal says, and one of a record that has none', async () => {
    const one = linesOf(target(), 'personal.jsonl')[0] ?? '';
    const more = [one.replace('person 0', 'person x'), one.replace(idOf(0), idOf(1))];
    editLines(target(), 'personal.jsonl', (lines) => [...lines, ...more]);
    expect(named(await verifyFolder(trail, target()))).toEqual(
      [0, 1].map((n) => ({ problem: 'personal_uncommitted', id: idOf(n) })),
    );
  });
});

test('a line in the place of a pruned record, beside what its seal says, is named', async () => {
  await exportTrail(trail.evidence, target(), { personal: true, clock });
  const forged = forgedLine(3);
  const value = linesOf(target(), 'personal.jsonl').find((line) => line.includes(idOf(3))) ?? '';
  rmSync(target(), { recursive: true });
  await pruneSecondHalf();
  await exportTrail(trail.evidence, target(), { personal: true, clock: muchLater });
  expect(exitOf(await verifyFolder(trail, target(), { clock: muchLater }))).toBe(0);
  // Between the lines of seal 1 and those of seal 2, and the later seals say where theirs are by now.
  editLines(target(), 'records.jsonl', (lines) => lines.toSpliced(3, 0, forged));
  shift('records', Buffer.byteLength(forged) + 1);
  expect(named(await verifyFolder(trail, target(), { clock: muchLater }))).toEqual([
    { problem: 'duplicate', id: idOf(3) },
  ]);
  editLines(target(), 'records.jsonl', (lines) => lines.toSpliced(3, 1));
  shift('records', -Buffer.byteLength(forged) - 1);
  // Among the values of seal 1.
  const place = linesOf(target(), 'personal.jsonl').findIndex((line) => line.includes(idOf(6)));
  editLines(target(), 'personal.jsonl', (lines) => lines.toSpliced(place, 0, value));
  shift('personal', Buffer.byteLength(value) + 1, true);
  expect(named(await verifyFolder(trail, target(), { clock: muchLater }))).toEqual([
    { problem: 'personal_uncommitted', seal: 1, id: idOf(3), field: 'name' },
  ]);
});

/** Changes what seals behind the first say of where their lines are, and how many bytes the first one has. */
function shift(part: 'personal' | 'records', bytes: number, isFirstLonger = false): void {
  editLines(target(), 'seals.jsonl', (lines) =>
    lines.map((line, index) => {
      const seal = JSON.parse(line) as Record<typeof part, [number, number]>;
      const [from, length] = seal[part];
      const region = index > 0 ? [from + bytes, length] : [from, isFirstLonger ? length + bytes : length];
      return JSON.stringify({ ...seal, [part]: region });
    }),
  );
}

const muchLater = { ...clock, now: () => NOW + 400 * DAY_MS };

/** Records 3 to 5 are pruned by a statement that the sealer signed; nothing waits. */
async function pruneSecondHalf(): Promise<void> {
  const bits = Buffer.from([0b111000]).toString('base64');
  const before = iso(START + 10);
  const statement = `plumbline-audit-prune v1\nbefore ${before}\nclasses administration\nseal 1 ${bits}\n`;
  await addSeal(trail.evidence, trail.signer, { statement, sealedAt: NOW + 300 * DAY_MS });
  for (const n of [3, 4, 5]) {
    trail.sql('DELETE FROM audit_log WHERE id = ?', idOf(n));
    trail.sql('DELETE FROM audit_personal WHERE id = ?', idOf(n));
  }
}

describe('a manifest that says that the export begins later', () => {
  beforeEach(async () => {
    await exportTrail(trail.evidence, target(), { clock });
    editLines(target(), 'records.jsonl', (lines) => lines.with(13, forgedLine(13)));
  });

  test.each([
    [4, /seals\.jsonl, line 1: the manifest says that the first seal is 4/],
    [5, /first seal is 5/],
  ])('than it does, with seal %i', async (first, message) => {
    expect(named(await verifyFolder(trail, target()))).toEqual([{ problem: 'edited', seal: 3, id: idOf(13) }]);
    lie({ first_seal: first });
    const result = await verifyFolder(trail, target());
    expect(result.couldNotCheck).toMatch(message);
    expect(exitOf(result, true)).toBe(2);
  });

  test('and holds no seal at all', async () => {
    editLines(target(), 'seals.jsonl', () => []);
    editLines(target(), 'records.jsonl', (lines) => lines.slice(24));
    lie({ first_seal: 5, last_seal: 0, records: 2 });
    const result = await verifyFolder(trail, target());
    expect(result.couldNotCheck).toMatch(/there is no seal 5 and none behind it/);
    expect(exitOf(result, true)).toBe(2);
  });
});

test.each(['manifest.json', 'seals.jsonl', 'records.jsonl', 'waiting.jsonl', 'anchors.jsonl', 'personal.jsonl'])(
  'a pipe in the place of %s is refused, and not waited for',
  async (name) => {
    await exportTrail(trail.evidence, target(), { personal: true, clock });
    rmSync(at(name));
    execFileSync('mkfifo', [at(name)]);
    await expect(readExport(target())).rejects.toThrow(new RegExp(`PLB_AUDIT_EVIDENCE: .*${name}`));
  },
);

test('an export from a seal that is not there yet is not made', async () => {
  await expect(exportTrail(trail.evidence, target(), { from: 5 })).rejects.toMatchObject({
    code: 'PLB_OPTION_INVALID',
    message: expect.stringContaining('`from` is 5'),
  });
  expect(await exportTrail(trail.evidence, target(), { from: 4, clock })).toMatchObject({
    first_seal: 4,
    last_seal: 4,
  });
});

test('a record that is sealed while the export is being made is under its seal, and nowhere twice', async () => {
  const source = {
    ...trail.evidence,
    async waiting(limit: number) {
      // One is sealed before the queue is read, and one behind it.
      await addSeal(trail.evidence, trail.signer, { most: 1 });
      const queue = await trail.evidence.waiting(limit);
      await addSeal(trail.evidence, trail.signer);
      return queue;
    },
  };
  const manifest = await exportTrail(source, target(), { personal: true, clock });
  expect(manifest).toMatchObject({ last_seal: 6, records: 26 });
  expect(linesOf(target(), 'waiting.jsonl')).toEqual([]);
  const result = await verifyFolder(trail, target(), { witness: trail.witness, requireWitness: true });
  expect(result).toMatchObject({ checked: 26, waiting: 0, witnessed: 26, findings: [] });
  expect(exitOf(result)).toBe(0);
  const seals = await trail.seals();
  expect(parseSealHeader(seals.at(-1)?.header ?? '').no).toBe(6);
});

test('personal values that the manifest does not name are not left unread', async () => {
  await exportTrail(trail.evidence, target(), { personal: true, clock });
  const { files } = JSON.parse(readFileSync(at('manifest.json'), 'utf8')) as ExportManifest;
  const { 'personal.jsonl': _personal, ...others } = files;
  lie({ personal: false, files: others });
  await expect(readExport(target())).rejects.toThrow(/line 1: the manifest does not name personal\.jsonl/);
});

test('a long line is refused, and read in no more time than it is long', async () => {
  await exportTrail(trail.evidence, target(), { clock });
  writeFileSync(at('waiting.jsonl'), '');
  truncateSync(at('waiting.jsonl'), 1 << 30);
  await expect(readExport(target())).rejects.toThrow(/waiting\.jsonl, line 1: the line is longer than any/);
});

describe('what a manifest says of its files is held against them:', () => {
  beforeEach(() => exportTrail(trail.evidence, target(), { clock }));

  test.each<[string, (manifest: ExportManifest) => Partial<ExportManifest>, RegExp]>([
    ['records', () => ({ records: 99_999 }), /says that there are 99999 records, and there are 26/],
    ['the last seal', () => ({ last_seal: 77 }), /says that the last seal is 77, and the last one there is 4/],
    ...(['lines', 'sha256'] as const).map((what): [string, (manifest: ExportManifest) => object, RegExp] => [
      what,
      ({ files }) => ({
        files: { ...files, 'anchors.jsonl': { ...files['anchors.jsonl'], [what]: what === 'lines' ? 7 : 'x' } },
      }),
      /anchors\.jsonl, line 0: the (file has 0 lines|SHA-256)/,
    ]),
  ])('%s', async (_what, change, message) => {
    lie(change(JSON.parse(readFileSync(at('manifest.json'), 'utf8')) as ExportManifest));
    const result = await verifyFolder(trail, target());
    expect(result.couldNotCheck).toMatch(message);
    expect(exitOf(result, true)).toBe(2);
  });

  test('the end cut off', async () => {
    editLines(target(), 'seals.jsonl', (lines) => lines.slice(0, 3));
    editLines(target(), 'records.jsonl', (lines) => [...lines.slice(0, 18), ...lines.slice(24)]);
    lie({ records: 20 });
    const result = await verifyFolder(trail, target());
    expect(result.couldNotCheck).toMatch(/the last seal is 4, and the last one there is 3/);
  });
});

describe('a text that is read as another one, which has the same hash, is refused:', () => {
  beforeEach(async () => {
    const body = rowOf(30, 'Kim\ufffdberly').body;
    await trail.store.append([toRow(body, leafHash(body), rowOf(30).personal)]);
    trail.sql('UPDATE audit_personal SET field = field');
    await addSeal(trail.evidence, trail.signer);
    await exportTrail(trail.evidence, target(), { clock });
  });

  test('a byte that is no UTF-8', async () => {
    const file = at('records.jsonl');
    const bytes = readFileSync(file);
    const place = bytes.indexOf(Buffer.from('\ufffd'));
    writeFileSync(file, Buffer.concat([bytes.subarray(0, place), Buffer.from([0xff]), bytes.subarray(place + 3)]));
    const result = await verifyFolder(trail, target());
    expect(exitOf(result)).not.toBe(0);
    expect(result.couldNotCheck).toMatch(/records\.jsonl, line 27: the line is no text in UTF-8/);
  });

  test('half of a pair', async () => {
    editLines(target(), 'records.jsonl', (lines) =>
      lines.map((line) => {
        if (!line.includes('\ufffd')) return line;
        const at = line.indexOf(',"record":');
        const text = JSON.stringify(line.slice(at + ',"record":'.length, -1)).replace('\ufffd', '\\ud83d');
        return `${line.slice(0, at)},"text":${text}}`;
      }),
    );
    expect(exitOf(await verifyFolder(trail, target()))).not.toBe(0);
  });
});

test('a value that stands twice on a line is none', async () => {
  await exportTrail(trail.evidence, target(), { personal: true, clock });
  editLines(target(), 'personal.jsonl', (lines) => [
    (lines[0] ?? '').replace('"value":', '"value":"somebody else","value":'),
    ...lines.slice(1),
  ]);
  expect(exitOf(await verifyFolder(trail, target()))).not.toBe(0);
});

test('the delay of the log excuses no record whose ID is from the future', async () => {
  const witness = [...trail.witness, { audit_id: idOf(365 * DAY_MS), audit_leaf: 'ab'.repeat(32) }];
  expect(named(await trail.verify({ witness, witnessGraceMs: 60_000 }))).toEqual([
    { problem: 'missing', id: idOf(365 * DAY_MS) },
  ]);
});
