import path from 'node:path';
import type { CommandIo } from '@plumbline/core';
import { readExport } from '../evidence/read-export.ts';
import { readWitnessLog } from '../evidence/witness-log.ts';
import type { EvidenceSource } from '../seal-store.ts';
import type { WitnessLine } from '../verify.ts';
import { ofOption } from './of-option.ts';
import { type TrailOptions, withTrail } from './open-trail.ts';
import { asStoreFault, type StoreAt } from './store-fault.ts';

/** A source of evidence as the command line names it. */
export interface SourceOptions extends TrailOptions {
  readonly export?: string | undefined;
}

/** The same source; what the database says when it fails has the code, the place and the way out that other commands give. */
function namingFaults(source: EvidenceSource, at: StoreAt): EvidenceSource {
  const named = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      throw asStoreFault(at, error);
    }
  };
  return {
    trail: () => named(source.trail()),
    seals: (page) => named(source.seals(page)),
    rowsOf: (ids) => named(source.rowsOf(ids)),
    totals: () => named(source.totals()),
    strays: (page) => named(source.strays(page)),
    waiting: (limit, after) => named(source.waiting(limit, after)),
    personalOf: (ids) => named(source.personalOf(ids)),
    anchors: () => named(source.anchors()),
  };
}

/** Opens an export, or the store read only, works on it and closes it. */
export async function withSource<T>(
  name: string,
  options: SourceOptions,
  io: CommandIo,
  work: (source: EvidenceSource) => Promise<T>,
): Promise<T> {
  if (options.export === undefined)
    return withTrail(name, { ...options, readOnly: true }, io, ({ evidence }, at) => work(namingFaults(evidence, at)));
  const folder = options.export;
  const source = await ofOption(`--export ${folder}`, () => readExport(path.resolve(io.cwd, folder)));
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}

/** Witness lines of all files; `-` is the standard input. */
export async function* readWitness(
  files: readonly string[],
  io: CommandIo,
): AsyncGenerator<WitnessLine, void, undefined> {
  for (const file of files) {
    if (file === '-') yield* readWitnessLog('standard input', process.stdin);
    else yield* readWitnessLog(path.resolve(io.cwd, file));
  }
}
