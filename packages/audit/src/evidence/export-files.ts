import { createHash } from 'node:crypto';
import { type FileHandle, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { type ExportedFile, evidenceFault, type ExportManifest, MANIFEST, PERSONAL_FILE } from './export-format.ts';
import { openFile, readLines } from './line-file.ts';

const LF = 10;

/** A file may have been edited, and then its lines say so; but one that does not end with a line is no whole file. */
async function checkEnd(file: string): Promise<void> {
  let handle: FileHandle;
  try {
    handle = await openFile(file);
  } catch (cause) {
    throw evidenceFault(file, 0, 'a file of the export cannot be opened', cause);
  }
  try {
    const { size } = await handle.stat();
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, Math.max(size - 1, 0));
    if (size === 0 || buffer[0] === LF) return;
    let last = 0;
    for await (const { number } of readLines(file)) last = number;
    throw evidenceFault(file, last, 'the file is cut off within a line');
  } finally {
    await handle.close();
  }
}

/**
 * Rejects with PLB_AUDIT_EVIDENCE for a file that is cut off or not there, and for personal values that the manifest does not
 * name: nobody would hold them against anything.
 */
export async function checkFiles(folder: string, { files }: ExportManifest): Promise<void> {
  for (const name of Object.keys(files)) await checkEnd(path.join(folder, name));
  if (Object.hasOwn(files, PERSONAL_FILE) || !(await readdir(folder)).includes(PERSONAL_FILE)) return;
  throw evidenceFault(path.join(folder, MANIFEST), 1, `the manifest does not name ${PERSONAL_FILE}, which is there`);
}

const CHUNK = 1 << 20;

const sizeOf = async (file: string): Promise<number> => (await stat(file)).size;

/** What a file is now. */
async function measure(file: string): Promise<ExportedFile> {
  const handle = await openFile(file);
  const digest = createHash('sha256');
  const chunk = Buffer.allocUnsafe(CHUNK);
  let [lines, bytes] = [0, 0];
  try {
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, CHUNK, bytes);
      if (bytesRead === 0) return { lines, bytes, sha256: digest.digest('hex') };
      const read = chunk.subarray(0, bytesRead);
      digest.update(read);
      bytes += bytesRead;
      for (let lf = read.indexOf(LF); lf >= 0; lf = read.indexOf(LF, lf + 1)) lines += 1;
    }
  } finally {
    await handle.close();
  }
}

/**
 * Rejects with PLB_AUDIT_EVIDENCE where a file, or the number of records or of the last seal, is not what the manifest says.
 *
 * @param lastThere answers with the number of the last seal
 */
export async function checkManifest(
  folder: string,
  { files, last_seal: last, records }: ExportManifest,
  lastThere: () => Promise<number>,
): Promise<void> {
  for (const [name, { bytes, lines, sha256 }] of Object.entries(files)) {
    const file = path.join(folder, name);
    // The text of each record is hashed anyway, and each line read: doing so once more would take a tenth of all time.
    const now = name === 'records.jsonl' ? { lines, sha256, bytes: await sizeOf(file) } : await measure(file);
    if (now.bytes !== bytes || now.lines !== lines) {
      const { lines: found } = await measure(file);
      const said = `the file has ${found} lines and ${now.bytes} bytes, and was written with ${lines} and ${bytes}`;
      throw evidenceFault(file, found, said);
    }
    if (now.sha256 !== sha256)
      throw evidenceFault(file, now.lines, 'the SHA-256 of the file is not the one of the manifest');
  }
  const manifest = path.join(folder, MANIFEST);
  const there = files['records.jsonl']?.lines;
  if (there !== records)
    throw evidenceFault(manifest, 1, `it says that there are ${records} records, and there are ${there}`);
  const found = await lastThere();
  if (last !== found)
    throw evidenceFault(manifest, 1, `it says that the last seal is ${last}, and the last one there is ${found}`);
}

/** Longer than any manifest; bytes. */
const MAX_MANIFEST = 16 << 20;

/** The text of a manifest. Rejects with PLB_AUDIT_EVIDENCE. */
export async function readManifest(file: string): Promise<string> {
  try {
    const handle = await openFile(file);
    try {
      if ((await handle.stat()).size > MAX_MANIFEST) throw new Error('it is too long');
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw evidenceFault(file, 0, 'this is no folder of an export', cause);
  }
}
