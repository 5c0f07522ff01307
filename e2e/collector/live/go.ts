import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** Variables that would change what is built; Go's addresses of modules and caches are the machine's. */
export const BUILD_ENVIRONMENT = {
  CGO_ENABLED: '0',
  // Without asking git, which refuses to answer about a checkout that belongs to somebody else.
  GOFLAGS: '-buildvcs=false',
  GOTOOLCHAIN: 'local',
  GOWORK: 'off',
} as const;

/** What the collector's modules ask for. */
const LEAST: readonly [number, number] = [1, 25];

/** Where the Go of this machine is older: Go serves its own releases as a module, with a checksum. */
const RELEASE = 'go1.26.8';

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** Places where people unpack it, beside PATH. */
const CANDIDATES = ['go', '/usr/local/go/bin/go', '/usr/lib/go/bin/go'] as const;

interface Found {
  readonly go: string;
  readonly isNew: boolean;
}

function versionOf(go: string): readonly [number, number] | undefined {
  try {
    const text = execFileSync(go, ['env', 'GOVERSION'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const [, major, minor] = /^go(\d+)\.(\d+)/.exec(text) ?? [];
    return major === undefined ? undefined : [Number(major), Number(minor)];
  } catch {
    return undefined;
  }
}

const isNewEnough = ([major, minor]: readonly [number, number]): boolean =>
  major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1]);

/** The first that is new enough, else the first at all, which can bring a newer one. */
function findGo(): Found | undefined {
  const there = CANDIDATES.flatMap((go) => {
    const version = versionOf(go);
    return version ? [{ go, isNew: isNewEnough(version) }] : [];
  });
  return there.find(({ isNew }) => isNew) ?? there[0];
}

/** Debian's package, where this process may install it. */
function installGo(): void {
  if (process.getuid?.() !== 0) return;
  const quiet = {
    stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  execFileSync('apt-get', ['update', '-qq'], quiet);
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'golang-go', 'ca-certificates'], quiet);
}

/** A module has no executable files; Go's own switch of releases makes them so too. */
function makeExecutable(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(folder, name);
    if (statSync(file).isFile()) chmodSync(file, 0o755);
  }
}

/** A newer Go through an older one's module cache. */
function bringRelease(old: string): string {
  const architecture = ARCHITECTURES[process.arch] ?? process.arch;
  const module = `golang.org/toolchain@v0.0.1-${RELEASE}.${process.platform}-${architecture}`;
  const text = execFileSync(old, ['mod', 'download', '-json', module], {
    encoding: 'utf8',
    // Outside of any module of this checkout; an older Go would read its go.mod.
    cwd: path.parse(import.meta.dirname).root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { Dir } = JSON.parse(text) as { Dir: string };
  for (const folder of ['bin', 'pkg/tool']) makeExecutable(path.join(Dir, folder));
  return path.join(Dir, 'bin/go');
}

/** A Go that builds the collector: that of this machine, or one that it brings. Throws where there is none. */
export function bringGo(): string {
  let found = findGo();
  if (found === undefined) {
    installGo();
    found = findGo();
  }
  if (found === undefined) throw new Error('No Go on PATH.\n  fix: install it (Debian: golang-go).');
  return found.isNew ? found.go : bringRelease(found.go);
}
