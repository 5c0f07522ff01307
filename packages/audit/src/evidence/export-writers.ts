import { open } from 'node:fs/promises';
import path from 'node:path';
import { type ExportedFile, PERSONAL_FILE } from './export-format.ts';
import { createLineWriter, type LineWriter } from './line-file.ts';

/** The files of an export while they are written. */
export interface ExportWriters {
  readonly seals: LineWriter;
  readonly records: LineWriter;
  readonly waiting: LineWriter;
  readonly anchors: LineWriter;
  readonly personal: LineWriter | undefined;
}

export async function openWriters(folder: string, withPersonal: boolean): Promise<ExportWriters> {
  const create = (name: string): Promise<LineWriter> => createLineWriter(path.join(folder, name));
  return {
    seals: await create('seals.jsonl'),
    records: await create('records.jsonl'),
    waiting: await create('waiting.jsonl'),
    anchors: await create('anchors.jsonl'),
    personal: withPersonal ? await create(PERSONAL_FILE) : undefined,
  };
}

export async function closeWriters({
  anchors,
  personal,
  records,
  seals,
  waiting,
}: ExportWriters): Promise<Record<string, ExportedFile>> {
  return {
    'seals.jsonl': await seals.close(),
    'records.jsonl': await records.close(),
    'waiting.jsonl': await waiting.close(),
    'anchors.jsonl': await anchors.close(),
    ...(personal && { [PERSONAL_FILE]: await personal.close() }),
  };
}

/** Makes sure that a new name in the folder would survive a power loss. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
}
