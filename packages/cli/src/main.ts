#!/usr/bin/env node
import { runCli } from './run-cli.ts';

/**
 * The program `plumbline`. Exit codes: 0 nothing found, 1 findings, 2 wrong usage or it could not be checked, 3 more
 * would leave than was approved.
 */
async function main(): Promise<void> {
  // `plumbline … | head`: who read the output has what it wanted, and the rest is for nobody.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  process.exitCode = await runCli(process.argv.slice(2), {
    cwd: process.cwd(),
    env: process.env,
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
  });
}

void main();
