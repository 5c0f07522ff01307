import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Publishing } from './publishing.ts';
import type { Manifest, WorkspacePackage } from './workspace.ts';

/** The order of conditions decides which one a resolver takes, so it counts as content. */
const sameOrder = (one: Manifest, other: Manifest): boolean =>
  JSON.stringify(one.publishConfig?.['exports']) === JSON.stringify(other.publishConfig?.['exports']);

const SOURCE = 'plumbline:source';

const publishedExports = (exports: Manifest['exports'] = {}): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(exports).map(([subpath, target]) => [
      subpath,
      typeof target === 'string'
        ? target
        : Object.fromEntries(Object.entries(target).filter(([key]) => key !== SOURCE)),
    ]),
  );

/** What follows from `exports` and from publishing.json; undefined: the key is not written. */
const derived = (
  { id, manifest }: WorkspacePackage,
  { homepage, repository }: Publishing,
): Record<string, unknown> => ({
  homepage: homepage ?? undefined,
  repository: repository === null ? undefined : { type: 'git', url: repository, directory: `packages/${id}` },
  publishConfig: {
    ...manifest.publishConfig,
    access: 'public',
    // Provenance names the repository it was built from; npm refuses it for packages that state none.
    provenance: repository === null ? undefined : true,
    exports: publishedExports(manifest.exports),
  },
});

/** The package.json with its derived keys right. Where nothing changes it is the text as it is: the formatter owns the layout. */
export const generatedManifest = (one: WorkspacePackage, publishing: Publishing): string => {
  const before = readFileSync(path.join(one.folder, 'package.json'), 'utf8');
  const manifest = JSON.parse(before) as Manifest;
  // Assigned keys keep their place, which the formatter decides.
  const complete = JSON.parse(JSON.stringify({ ...manifest, ...derived(one, publishing) })) as Manifest;
  return isDeepStrictEqual(manifest, complete) && sameOrder(manifest, complete)
    ? before
    : `${JSON.stringify(complete, undefined, 2)}\n`;
};
