import { type CommandIo, isPlumblineError, toError } from '@plumbline/core';
import { verifyTimestamp } from '../anchor/verify-timestamp.ts';
import type { Anchor } from '../seal/seal.ts';
import type { EvidenceSource } from '../seal-store.ts';
import { readCertificateFiles } from './targets.ts';

/** A stored time stamp that a trusted authority signed. */
export interface Stamp {
  readonly seal: number;
  /** Hash of the seal that was stamped. */
  readonly hash: string;
  /** When, milliseconds since the epoch. */
  readonly genTime: number;
}

/** Stored time stamps that an authority signed, and the ones that none did. */
export interface JudgedStamps {
  readonly proven: readonly Stamp[];
  readonly refused: readonly { readonly seal: number; readonly what: string }[];
}

const reasonOf = (error: unknown): string => (toError(error).message.split('\n')[0] ?? '').replace(/^PLB_\w+: /, '');

/** Holds the receipts of stored RFC 3161 anchors against trusted certificates; those of another trail are not looked at. */
export async function judgeStamps(
  source: EvidenceSource,
  certificateFiles: readonly string[],
  io: CommandIo,
): Promise<JudgedStamps> {
  if (certificateFiles.length === 0) return { proven: [], refused: [] };
  const certificates = await readCertificateFiles(certificateFiles, io);
  const trail = await source.trail();
  const isStamp = (anchor: Anchor): boolean => anchor.kind === 'rfc3161' && anchor.trail === trail;
  const proven: Stamp[] = [];
  const refused: { seal: number; what: string }[] = [];
  for (const { hash, receipt = '', seal } of (await source.anchors()).filter(isStamp)) {
    try {
      proven.push({ seal, hash, genTime: Date.parse(verifyTimestamp(receipt, hash, { certificates }).genTime) });
    } catch (error) {
      if (isPlumblineError(error) && error.code !== 'PLB_AUDIT_ANCHOR') throw error;
      refused.push({ seal, what: reasonOf(error) });
    }
  }
  return { proven, refused };
}
