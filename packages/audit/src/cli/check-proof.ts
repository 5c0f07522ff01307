import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { type CommandIo, type ExitCode, PlumblineError } from '@plumbline/core';
import { type InclusionProof, PROOF_FORMAT } from '../seal/inclusion-proof.ts';
import type { SealPublicKey } from '../seal/public-keys.ts';
import type { Anchor } from '../seal/seal.ts';
import { parseSealHeader, sealHash } from '../seal/seal-header.ts';
import { type ProofFault, verifyProof } from '../seal/verify-proof.ts';
import { isFileError, unreadable } from '../unreadable.ts';
import { publicKeysOf } from './keys.ts';
import { checkThere } from './of-option.ts';
import { readAnchorFiles } from './outside-anchors.ts';
import { plain, usage, writeJson } from './subcommand.ts';

const SENTENCES: Readonly<Record<ProofFault, string>> = {
  malformed: 'this is no proof of version 1',
  header_unreadable: 'the header of the seal is none',
  body_differs: 'the text of the record is not the one that was hashed',
  not_included: 'the record is not under this seal',
  key_unknown: 'the seal was signed with another key than the ones given',
  rotation_invalid: 'the seals that should introduce the key of this seal do not do so',
  signature_invalid: 'the key that the seal names did not sign it',
};

async function readProof(file: string, io: CommandIo): Promise<unknown> {
  if (file !== '-') await checkThere('--check', file, io);
  try {
    return JSON.parse(file === '-' ? await text(process.stdin) : await readFile(path.resolve(io.cwd, file), 'utf8'));
  } catch (cause) {
    const { fix, what } = isFileError(cause)
      ? unreadable(cause)
      : { what: 'is no JSON', fix: 'Give the proof as `plumbline audit prove ID` printed it, and nothing else.' };
    throw new PlumblineError('PLB_AUDIT_EVIDENCE', `--check ${file}: the proof ${what}`, { cause, fix });
  }
}

/** What anchors say of the seal of a proof that holds. */
function judgeAnchors(header: string, anchors: readonly Anchor[]): 'confirmed' | 'contradicted' | 'silent' {
  const { no, trail } = parseSealHeader(header);
  const about = anchors.filter((one) => one.trail === trail && one.seal === no);
  if (about.length === 0) return 'silent';
  return about.every((one) => one.hash === sealHash(header)) ? 'confirmed' : 'contradicted';
}

/** What the command line gives to a check. */
export interface CheckValues {
  readonly 'public-key': readonly string[];
  readonly anchor: readonly string[];
  readonly json: boolean;
}

/** Only the key is another one: with the anchor of this very seal, that is the wrong key, and says nothing of the record. */
function isWrongKey(proof: unknown, faults: readonly ProofFault[], anchors: readonly Anchor[]): boolean {
  if (faults.some((fault) => fault !== 'key_unknown') || faults.length === 0) return false;
  return judgeAnchors((proof as InclusionProof).header, anchors) === 'confirmed';
}

function keysNamed(proof: unknown, keys: readonly SealPublicKey[]): string {
  const { key } = parseSealHeader((proof as InclusionProof).header);
  return `given ${keys.map(({ id }) => id).join(', ')}, named by the seal ${key}`;
}

/** Checks a proof, and says what came of it. Rejects with PLB_AUDIT_EVIDENCE for a file that is none. */
export async function checkProof(file: string, values: CheckValues, io: CommandIo): Promise<ExitCode> {
  if (values['public-key'].length === 0) throw usage('prove', '--check needs --public-key FILE');
  const keys = await publicKeysOf(values['public-key'], io);
  const anchors = (await readAnchorFiles(values.anchor, io)).flatMap((place) => place.anchors);
  const proof = await readProof(file, io);
  const faults = verifyProof(proof, keys);
  // What says that it is a proof and is a wrong one does not hold; anything else is only another file.
  if ((proof as Partial<InclusionProof> | null)?.format !== PROOF_FORMAT)
    throw new PlumblineError('PLB_AUDIT_EVIDENCE', `--check ${file}: ${SENTENCES.malformed}`, {
      fix: 'Give the proof as `plumbline audit prove ID` printed it, and nothing else.',
    });
  const wrongKey = isWrongKey(proof, faults, anchors);
  const { body = '', header = '' } = (faults.length === 0 || wrongKey ? proof : {}) as Partial<InclusionProof>;
  const anchored = faults.length === 0 || wrongKey ? judgeAnchors(header, anchors) : 'silent';
  const isFalse = faults.length > 0 || anchored === 'contradicted';
  const isOpen = wrongKey || (!isFalse && values.anchor.length > 0 && anchored === 'silent');
  const code = isOpen ? 2 : isFalse ? 1 : 0;
  if (values.json) {
    writeJson(io, { exit_code: code, faults, anchored, ...(code === 0 && { record: JSON.parse(body) as unknown }) });
    return code;
  }
  for (const fault of faults) {
    const named = fault === 'key_unknown' ? `: ${keysNamed(proof, keys)}` : '';
    io.stdout(`${fault}: ${SENTENCES[fault]}${named}\n`);
  }
  if (wrongKey) {
    io.stdout('not confirmed: the anchor is of this seal, so it is the key that is not the one of the trail\n');
    return code;
  }
  if (anchored === 'contradicted') io.stdout('rewritten: the anchor is of another seal of that number\n');
  if (code === 1) return code;
  const { no, sealedAt } = parseSealHeader(header);
  if (code === 2) {
    const what = `not confirmed: the proof fits the key, and none of the anchors given is of seal ${no}`;
    io.stdout(
      `${what}; an export that \`plumbline audit verify\` holds against them shows whether it is in the trail\n`,
    );
    return code;
  }
  if (anchored === 'silent')
    io.stdout('note: no anchor from outside covers it, so a proof by a stolen key cannot be seen; give --anchor\n');
  const note = anchored === 'confirmed' ? ', anchored' : '';
  io.stdout(`the proof holds: seal ${no} of ${new Date(sealedAt).toISOString()}${note}\n${plain(body)}\n`);
  return code;
}
