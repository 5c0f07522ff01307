import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Publishing } from './publishing.ts';
import { type Manifest, readJson, type WorkspacePackage } from './workspace.ts';

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

/** `publishConfig` and the addresses of a package.json follow from its `exports` and from publishing.json. */
export const generatedManifest = ({ id, folder }: WorkspacePackage, publishing: Publishing): string => {
  const file = path.join(folder, 'package.json');
  const manifest = readJson(file) as Manifest & Record<string, unknown>;
  const { repository: _repository, homepage: _homepage, publishConfig: _publishConfig, ...rest } = manifest;
  const addresses: Record<string, unknown> = {
    ...(publishing.homepage === null ? {} : { homepage: publishing.homepage }),
    ...(publishing.repository === null
      ? {}
      : { repository: { type: 'git', url: publishing.repository, directory: `packages/${id}` } }),
  };
  const publishConfig = {
    access: 'public',
    // Provenance names the repository it was built from; npm refuses it for packages that state none.
    ...(publishing.repository === null ? {} : { provenance: true }),
    exports: publishedExports(manifest.exports),
  };
  const entries = Object.entries(rest).flatMap(([key, value]) => {
    if (key === 'license') return [[key, value] as const, ...Object.entries(addresses)];
    if (key === 'engines') return [['publishConfig', publishConfig] as const, [key, value] as const];
    return [[key, value] as const];
  });
  const complete = Object.fromEntries(
    'engines' in rest ? entries : [...entries, ['publishConfig', publishConfig] as const],
  );
  const text = `${JSON.stringify(complete, undefined, 2)}\n`;
  // The same content in another layout is no difference: the formatter owns the layout.
  const before = readFileSync(file, 'utf8');
  return JSON.stringify(JSON.parse(before)) === JSON.stringify(complete) ? before : text;
};
