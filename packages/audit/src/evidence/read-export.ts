import path from 'node:path';
import type { AuditRow } from '../audit-record.ts';
import type { Anchor, WaitingLeaf } from '../seal/seal.ts';
import type { PersonalValue } from '../seal-store.ts';
import type { CopiedSource, ExtraLine } from './coverage.ts';
import { checkFiles, checkManifest, readManifest } from './export-files.ts';
import { evidenceFault, type ExportManifest, PERSONAL_FILE, readRecordLine } from './export-format.ts';
import { readLines } from './line-file.ts';
import { parseManifest } from './manifest.ts';
import { createRegionFile, type RegionFile } from './region-file.ts';
import { createSealPages, type PlacedSeal, readSealLines } from './seal-lines.ts';
import { readAnchorLine, readPersonalLine, readWaitingLine } from './side-lines.ts';

/** An export as a source of evidence: it answers the same questions as the database that it was taken from. */
export interface ExportSource extends CopiedSource {
  readonly manifest: ExportManifest;
  /** Files are open only while a question is answered; this is here so that any source can be closed alike. */
  close(): Promise<void>;
}

async function readAll<T>(file: string, parse: (text: string) => T): Promise<T[]> {
  const items: T[] = [];
  for await (const { number, text } of readLines(file)) {
    try {
      items.push(parse(text));
    } catch (cause) {
      throw evidenceFault(file, number, 'the line is not one of an export', cause);
    }
  }
  return items;
}

/**
 * Opens the folder of an export to be verified or read. Lines are read as they are asked for: memory holds the records of a
 * few seals at a time. An export from which lines were taken, or to which some were added, answers as far as it can, so
 * that verification names them; then it rejects. Rejects with PLB_AUDIT_EVIDENCE, which names file and line, for a version
 * that it does not know, a file that is cut off and a line that is none.
 */
export async function readExport(folder: string): Promise<ExportSource> {
  const at = (name: string): string => path.join(folder, name);
  const manifest = parseManifest(at('manifest.json'), await readManifest(at('manifest.json')));
  await checkFiles(folder, manifest);
  const pages = createSealPages(at('seals.jsonl'));
  const seals = (): AsyncGenerator<PlacedSeal, void, undefined> => readSealLines(at('seals.jsonl'));
  const fileOf = <T extends { readonly id: string }>(
    name: string,
    parse: (text: string) => T,
    part: 'personal' | 'records',
  ): RegionFile<T> =>
    createRegionFile({
      file: at(name),
      parse,
      isOneEach: part === 'records',
      regionOf: (line) => line[part],
      seals,
    });
  const records = fileOf<AuditRow>('records.jsonl', readRecordLine, 'records');
  const personal = manifest.personal ? fileOf<PersonalValue>(PERSONAL_FILE, readPersonalLine, 'personal') : undefined;
  let recent: readonly PlacedSeal[] = [];
  let lastSeen = 0;
  const lastThere = async (): Promise<number> => {
    if (lastSeen !== manifest.last_seal) for await (const { seal } of seals()) lastSeen = Math.max(lastSeen, seal.no);
    return lastSeen;
  };
  const waiting = (): Promise<WaitingLeaf[]> => readAll(at('waiting.jsonl'), readWaitingLine);

  /** Among the seals that were asked for last, and in the whole file for what these do not name. */
  const pick = async <T extends { readonly id: string }>(file: RegionFile<T>, ids: readonly string[]): Promise<T[]> => {
    const wanted = new Set(ids);
    const items = await file.among(recent, wanted);
    for (const { seal } of recent) for (const id of seal.ids) wanted.delete(id);
    if (wanted.size > 0) for (const item of await file.anywhere(wanted)) items.push(item);
    return items;
  };
  /** Lines of neither seals nor queue, ascending, and those that stand beside what was read. */
  const walk = async (
    file: RegionFile<{ readonly id: string }>,
    isOneEach: boolean,
  ): Promise<{ readonly unknown: readonly string[]; readonly extra: readonly string[] }> => {
    const known = new Set((await waiting()).map(({ id }) => id));
    const unknown: string[] = [];
    const extra: string[] = [];
    for await (const lines of file.walk()) {
      for (const { id, isExtra, seal } of lines) {
        if (isExtra) extra.push(id);
        else if (seal === undefined && !(isOneEach ? known.delete(id) : known.has(id))) unknown.push(id);
      }
    }
    return { unknown: unknown.toSorted(), extra };
  };
  let strays: Promise<readonly string[]> | undefined;
  return {
    manifest,
    trail: async () => manifest.trail,
    async seals({ from, limit }) {
      recent = await pages.page(from, limit);
      for (const { seal } of recent) lastSeen = Math.max(lastSeen, seal.no);
      return recent.map(({ seal }) => seal);
    },
    rowsOf: (ids) => pick(records, ids),
    totals: async () => ({ records: manifest.records, waiting: manifest.files['waiting.jsonl']?.lines ?? 0 }),
    async strays({ after = '', limit }) {
      strays ??= walk(records, true).then(({ unknown }) => unknown);
      const ids = (await strays).filter((id) => id > after);
      // Verification asks last for these, when everything that can be named has been.
      if (ids.length === 0) await checkManifest(folder, manifest, lastThere);
      const page = new Set(ids.slice(0, limit));
      return page.size === 0 ? [] : (await records.anywhere(page)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    },
    async extraLines() {
      const { extra, unknown } = await walk(records, true);
      strays = Promise.resolve(unknown);
      const lines: ExtraLine[] = extra.map((id) => ({ id, isPersonal: false }));
      if (!personal) return lines;
      const values = await walk(personal, false);
      // A record that nothing knows is named itself, whatever belongs to it.
      const named = new Set(unknown);
      for (const id of [...values.extra, ...values.unknown]) if (!named.has(id)) lines.push({ id, isPersonal: true });
      return lines;
    },
    waiting: async (limit, after = '') => (await waiting()).filter(({ id }) => id > after).slice(0, limit),
    personalOf: async (ids) => (personal ? pick(personal, ids) : []),
    anchors: () => readAll<Anchor>(at('anchors.jsonl'), readAnchorLine),
    async coverage() {
      const [first] = await createSealPages(at('seals.jsonl')).page(1, 1);
      if (first && first.seal.no < manifest.first_seal)
        throw evidenceFault(at('seals.jsonl'), 1, `the manifest says that the first seal is ${manifest.first_seal}`);
      return {
        fromSeal: manifest.first_seal,
        isFiltered: manifest.filters !== undefined,
        hasPersonal: manifest.personal,
        takenAt: Date.parse(manifest.created_at),
      };
    },
    close: async () => undefined,
  };
}
