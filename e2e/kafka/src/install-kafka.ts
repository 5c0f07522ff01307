import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');

const POM = path.join(ROOT, 'pom.xml');

/** Kafka 4 runs on this and newer. */
const LEAST_JAVA = 17;

const isThere = (command: string): boolean => {
  try {
    execFileSync(command, ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Debian's Java and Maven, where there are none and this process may install them. */
function installTools(): void {
  if (isThere('java') && isThere('mvn')) return;
  const quiet = {
    stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  execFileSync('apt-get', ['update', '-qq'], quiet);
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'default-jre-headless', 'maven'], quiet);
}

function checkJava(): void {
  const text = execFileSync('sh', ['-c', 'java -version 2>&1'], { encoding: 'utf8' });
  const major = Number(/version "(\d+)/.exec(text)?.[1]);
  if (!(major >= LEAST_JAVA)) throw new Error(`Kafka needs Java ${LEAST_JAVA} or newer, found ${major}`);
}

/** The class path of the broker that pom.xml names; Maven brings it, once. Throws where that cannot be done. */
export function installKafka(): string {
  installTools();
  checkJava();
  const digest = createHash('sha256').update(readFileSync(POM)).digest('hex').slice(0, 12);
  const folder = path.join(ROOT, 'temp', `kafka-${digest}`);
  if (!existsSync(folder)) {
    const unfinished = `${folder}.part-${process.pid}`;
    rmSync(unfinished, { recursive: true, force: true });
    const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${unfinished}`];
    execFileSync('mvn', ['-q', '-B', '-f', POM, ...goal], { stdio: ['ignore', 'inherit', 'inherit'] });
    renameSync(unfinished, folder);
  }
  return path.join(folder, '*');
}
