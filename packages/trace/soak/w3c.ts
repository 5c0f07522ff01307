// node --conditions=plumbline:source soak/w3c.ts HARNESS [PYTHON]
// Runs the validation service of the W3C (the folder `test` of its repository for trace context, with aiohttp in PYTHON)
// against a service of each kind, at both levels of the standard. It is fetched to measure with and is no part of this.
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import process from 'node:process';

const [harness, python = 'python3'] = process.argv.slice(2);
if (harness === undefined) throw new Error('give the folder that has test.py of the W3C trace-context repository');

const SERVICES = ['node:http', 'Express', 'Fastify', 'Hono', 'node:http2'];
/** Of the level: how many cases the harness leaves out by itself. */
const LEVELS = { '1': 1, '2': 0 };
/** A harness that runs fewer proves less; one that runs more has cases that nobody here has looked at. */
const CASES = 41;
const children: ChildProcess[] = [];

async function start(...args: readonly string[]): Promise<number> {
  const child = fork(path.join(import.meta.dirname, 'w3c-service.ts'), args, {
    execArgv: ['--conditions=plumbline:source', '--disable-warning=ExperimentalWarning'],
  });
  children.push(child);
  const [port] = (await once(child, 'message')) as [number];
  return port;
}

let failed = 0;
for (const name of SERVICES) {
  const own = await start(name);
  const port = name === 'node:http2' ? await start('forwarder', String(own)) : own;
  for (const [level, leftOut] of Object.entries(LEVELS)) {
    const { stderr, status } = spawnSync(python, ['test.py', `http://127.0.0.1:${port}/test`], {
      cwd: harness,
      encoding: 'utf8',
      env: { ...process.env, SPEC_LEVEL: level },
    });
    const ran = Number(/Ran (\d+) tests/.exec(stderr)?.[1] ?? 0);
    const skipped = Number(/\bskipped=(\d+)/.exec(stderr)?.[1] ?? 0);
    if (status !== 0 || ran !== CASES || skipped !== leftOut) {
      failed += 1;
      process.stderr.write(`${stderr}\nexpected ${CASES} tests, ${leftOut} of them left out\n`);
    }
    process.stdout.write(
      `${name}, level ${level}: ${ran} tests, ${/^(OK|FAILED).*$/m.exec(stderr)?.[0] ?? 'no answer'}\n`,
    );
  }
}
for (const child of children) child.kill();
process.exitCode = failed === 0 ? 0 : 1;
