import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { BUILD_ENVIRONMENT, bringGo } from '../../collector/live/go.ts';

const TEMP = path.join(import.meta.dirname, '../temp');
const SOURCES = path.join(import.meta.dirname, '../go');

/** Alertmanager's tool, of the version that the stack pins. */
const AMTOOL = 'github.com/prometheus/alertmanager/cmd/amtool@v0.34.2';

/** Programs of `go/`, each a few lines around the packages of the program that reads the configuration. */
export type Checker = 'alloy' | 'compose' | 'kustomize' | 'prometheus' | 'transform';

/** Made once and kept below temp/ under `name`; `make` writes it into the folder that it is given. Throws where it cannot. */
function once(name: string, make: (go: string, folder: string, env: NodeJS.ProcessEnv) => void): string {
  const program = path.join(TEMP, name);
  if (existsSync(program)) return program;
  const work = `${program}.part-${process.pid}`;
  mkdirSync(work, { recursive: true });
  try {
    const go = bringGo();
    make(go, work, {
      ...process.env,
      ...BUILD_ENVIRONMENT,
      GOBIN: work,
      PATH: `${path.dirname(go)}:${process.env['PATH'] ?? ''}`,
    });
    const made = readdirSync(work).find((file) => !/^(?:main[.]go|go[.](?:mod|sum))$/.test(file)) ?? '';
    renameSync(path.join(work, made), program);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return program;
}

const QUIET = ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'];

/** The program of that folder, built from exactly the modules that its go.sum names. */
export function buildChecker(name: Checker): string {
  const folder = path.join(SOURCES, name);
  const files = ['main.go', 'go.mod', 'go.sum'];
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(path.join(folder, file)));
  return once(`${name}-${hash.digest('hex').slice(0, 12)}`, (go, work, env) => {
    for (const file of files) copyFileSync(path.join(folder, file), path.join(work, file));
    execFileSync(go, ['build', '-o', 'checker', '.'], { cwd: work, env, stdio: QUIET });
  });
}

export const buildAmtool = (): string =>
  once(`amtool-${AMTOOL.split('@v').at(-1) ?? ''}`, (go, work, env) => {
    execFileSync(go, ['install', AMTOOL], { cwd: work, env, stdio: QUIET });
  });

/** Debian's docker-compose 1.29: it needs no engine to read and merge. Throws where it is missing and cannot be installed. */
export function bringDockerCompose(): string {
  if (!existsSync('/usr/bin/docker-compose')) {
    const options = { stdio: QUIET, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    execFileSync('apt-get', ['update', '-qq'], options);
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'docker-compose'], options);
  }
  return '/usr/bin/docker-compose';
}
