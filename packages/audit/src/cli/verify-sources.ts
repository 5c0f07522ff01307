import path from 'node:path';
import { type CommandIo, isPlumblineError, toError } from '@plumbline/core';
import { readAnchorFile } from '../anchor/file-anchor.ts';
import { verifyTimestamp } from '../anchor/verify-timestamp.ts';
import { readExport } from '../evidence/read-export.ts';
import { readWitnessLog } from '../evidence/witness-log.ts';
import type { Anchor } from '../seal/seal.ts';
import type { EvidenceSource } from '../seal-store.ts';
import type { WitnessLine } from '../verify.ts';
import { type TrailOptions, withTrail } from './open-trail.ts';
import { readCertificateFiles } from './targets.ts';

/** A source of evidence as the command line names it. */
export interface SourceOptions extends TrailOptions {
  readonly export?: string | undefined;
}

/** Opens an export, or the store read only, works on it and closes it. */
export async function withSource<T>(
  name: string,
  options: SourceOptions,
  io: CommandIo,
  work: (source: EvidenceSource) => Promise<T>,
): Promise<T> {
  if (options.export === undefined)
    return withTrail(name, { ...options, readOnly: true }, io, ({ evidence }) => work(evidence));
  const source = await readExport(path.resolve(io.cwd, options.export));
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}

/** The anchors of all files. Rejects with PLB_AUDIT_EVIDENCE. */
export async function readAnchors(files: readonly string[], io: CommandIo): Promise<Anchor[]> {
  const anchors: Anchor[] = [];
  for (const file of files) anchors.push(...(await readAnchorFile(path.resolve(io.cwd, file))));
  return anchors;
}

/** Stored time stamps that an authority signed, and the ones that none did. */
export interface JudgedStamps {
  /** As good as anchors from outside: nobody else can make one. */
  readonly proven: readonly Anchor[];
  readonly refused: readonly { readonly seal: number; readonly what: string }[];
}

/** Holds the receipts of stored RFC 3161 anchors against trusted certificates. */
export async function judgeStamps(
  source: EvidenceSource,
  certificateFiles: readonly string[],
  io: CommandIo,
): Promise<JudgedStamps> {
  if (certificateFiles.length === 0) return { proven: [], refused: [] };
  const certificates = await readCertificateFiles(certificateFiles, io);
  const proven: Anchor[] = [];
  const refused: { seal: number; what: string }[] = [];
  for (const anchor of await source.anchors()) {
    if (anchor.kind !== 'rfc3161') continue;
    try {
      verifyTimestamp(anchor.receipt ?? '', anchor.hash, { certificates });
      proven.push(anchor);
    } catch (error) {
      if (isPlumblineError(error) && error.code !== 'PLB_AUDIT_ANCHOR') throw error;
      refused.push({
        seal: anchor.seal,
        what: (toError(error).message.split('\n')[0] ?? '').replace(/^PLB_\w+: /, ''),
      });
    }
  }
  return { proven, refused };
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
