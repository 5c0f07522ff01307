import { open } from 'node:fs/promises';
import path from 'node:path';
import { type CommandIo, PlumblineError } from '@plumbline/core';
import type { AuditRecord } from '../audit-record.ts';
import { csvHeader, toCsv, toJsonl } from '../evidence/formats/csv.ts';
import { toEcs } from '../evidence/formats/ecs.ts';
import { toOcsf } from '../evidence/formats/ocsf.ts';
import { writeOut } from './subcommand.ts';

/** Shapes of single records, for other systems. None is evidence. */
export type RecordFormat = 'jsonl' | 'csv' | 'ocsf' | 'ecs';

interface Shape {
  readonly head: string;
  line(record: AuditRecord): string;
}

const SHAPES: Readonly<Record<RecordFormat, Shape>> = {
  jsonl: { head: '', line: toJsonl },
  csv: { head: csvHeader(), line: toCsv },
  ocsf: { head: '', line: (record) => `${JSON.stringify(toOcsf(record))}\n` },
  ecs: { head: '', line: (record) => `${JSON.stringify(toEcs(record))}\n` },
};

export const isRecordFormat = (name: string): name is RecordFormat => Object.hasOwn(SHAPES, name);

/** Lines that are written at once. */
const BATCH = 500;

interface Sink {
  write(text: string): Promise<unknown>;
  close(): Promise<unknown>;
}

/** A new file for its owner alone, or the standard output. Rejects with PLB_OPTION_INVALID where there is one. */
async function openSink(file: string | undefined, io: CommandIo): Promise<Sink> {
  if (file === undefined) return { write: (text) => writeOut(text, io), close: async () => undefined };
  try {
    const handle = await open(path.resolve(io.cwd, file), 'wx', 0o600);
    return {
      write: (text) => handle.writeFile(text),
      async close() {
        await handle.sync();
        await handle.close();
      },
    };
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    const what = `audit export: --out ${exists ? 'exists already' : 'cannot be created'}`;
    throw new PlumblineError('PLB_OPTION_INVALID', what, { cause, fix: 'Name a file that is not there yet.' });
  }
}

/** Writes each record in that shape, and answers how many there were. */
export async function writeRecords(
  records: AsyncIterable<AuditRecord>,
  { file, format }: { readonly file: string | undefined; readonly format: RecordFormat },
  io: CommandIo,
): Promise<number> {
  const shape = SHAPES[format];
  const sink = await openSink(file, io);
  let lines = [shape.head];
  let count = 0;
  const flush = async (): Promise<void> => {
    const text = lines.join('');
    lines = [];
    if (text !== '') await sink.write(text);
  };
  try {
    for await (const record of records) {
      count += 1;
      if (lines.push(shape.line(record)) >= BATCH) await flush();
    }
    await flush();
  } finally {
    await sink.close();
  }
  return count;
}
