import path from 'node:path';
import type { CommandIo } from '@plumbline/core';
import { readAnchorFile } from '../anchor/file-anchor.ts';
import type { Anchor } from '../seal/seal.ts';
import type { EvidenceSource } from '../seal-store.ts';
import { type GitPlace, readGitAnchors } from './git-anchors.ts';
import { ofOption } from './of-option.ts';

/** What one option of the command line has of anchors. */
export interface AnchorPlace {
  /** The option as it was given, for messages. */
  readonly option: string;
  readonly anchors: readonly Anchor[];
}

/** The anchor files. Rejects with PLB_AUDIT_EVIDENCE. */
export async function readAnchorFiles(files: readonly string[], io: CommandIo): Promise<AnchorPlace[]> {
  const places: AnchorPlace[] = [];
  for (const file of files) {
    const option = `--anchor ${file}`;
    places.push({ option, anchors: await ofOption(option, () => readAnchorFile(path.resolve(io.cwd, file))) });
  }
  return places;
}

/** Anchors of files and of a repository. Rejects with PLB_AUDIT_EVIDENCE and PLB_CLI_USAGE. */
export async function readPlaces(
  name: string,
  values: GitPlace & { readonly anchor: readonly string[] },
  io: CommandIo,
): Promise<AnchorPlace[]> {
  const places = await readAnchorFiles(values.anchor, io);
  const git = await readGitAnchors(name, values, io);
  const { 'anchor-git': folder } = values;
  return folder === undefined ? places : [...places, { option: `--anchor-git ${folder}`, anchors: git }];
}

/** Anchors from outside that are about the trail of a source. */
export interface OwnAnchors {
  readonly places: readonly AnchorPlace[];
  /** Other trails that the same places serve. */
  readonly otherTrails: number;
}

/**
 * One file or repository may serve several trails: what is of others is passed over. Where nothing is of this one, all of it
 * stays, so that verification names the trail as another one.
 */
export async function ofItsTrail(places: readonly AnchorPlace[], source: EvidenceSource): Promise<OwnAnchors> {
  const all = places.flatMap(({ anchors }) => anchors);
  if (all.length === 0) return { places, otherTrails: 0 };
  // A source that cannot say it is named by the verification.
  const trail = await source.trail().catch(() => undefined);
  if (!all.some((anchor) => anchor.trail === trail)) return { places, otherTrails: 0 };
  const others = new Set(all.map((anchor) => anchor.trail));
  others.delete(trail ?? '');
  const own = places.map(({ anchors, option }) => ({
    option,
    anchors: anchors.filter((anchor) => anchor.trail === trail),
  }));
  return { places: own, otherTrails: others.size };
}
