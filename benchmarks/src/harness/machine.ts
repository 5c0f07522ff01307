import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { cpus, loadavg, totalmem } from 'node:os';
import process from 'node:process';

/** Where a figure was measured. Figures of two machines are not comparable; ratios mostly are. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly platform: string;
  readonly node: string;
  /** Average number of runnable processes in the minute before: above 1 on an idle machine means company. */
  readonly loadBefore: number;
}

export const describeMachine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  platform: `${process.platform}-${process.arch}`,
  node: process.versions.node,
  loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
});

/** The installed version of each package. */
export const installedVersions = (names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    names.map((name) => {
      const manifest = findPackageJSON(name, import.meta.url);
      if (manifest === undefined) throw new Error(`${name} is not installed`);
      return [name, (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version];
    }),
  );
