import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { BUILD_ENVIRONMENT, bringGo } from './go.ts';

const FOLDER = path.join(import.meta.dirname, '..');

const BUILDER = 'go.opentelemetry.io/collector/cmd/builder@v0.161.0';

/**
 * The collector of a folder's builder.yaml, made once by the official builder and kept below its temp/ under the digest of
 * what it was made from. Throws where that cannot be done.
 */
export function buildCollector(folder: string = FOLDER): string {
  const manifest = path.join(folder, 'builder.yaml');
  const digest = createHash('sha256').update(BUILDER).update(readFileSync(manifest)).digest('hex').slice(0, 12);
  const collector = path.join(folder, 'temp', `collector-${digest}`);
  if (existsSync(collector)) return collector;
  const go = bringGo();
  const work = `${collector}.part-${process.pid}`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  copyFileSync(manifest, path.join(work, 'builder.yaml'));
  const options = {
    cwd: work,
    // The builder runs `go` itself.
    env: {
      ...process.env,
      ...BUILD_ENVIRONMENT,
      GOBIN: work,
      PATH: `${path.dirname(go)}:${process.env['PATH'] ?? ''}`,
    },
    stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'],
  };
  try {
    execFileSync(go, ['install', BUILDER], options);
    execFileSync(path.join(work, 'builder'), ['--config', 'builder.yaml'], options);
    renameSync(path.join(work, 'collector'), collector);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return collector;
}
