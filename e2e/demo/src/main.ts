import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startOtlpReceiver } from '@plumbline/testkit/otlp';
import { catalog } from '../../../examples/approvals/src/telemetry/catalog.ts';
import { type DemoArguments, readArguments, USAGE } from './arguments.ts';
import { captureReport } from './capture.ts';
import { measureCost } from './cost.ts';
import { collectEvidence } from './evidence/collect.ts';
import { keepRunning } from './keep.ts';
import { runMirror } from './mirror/run-mirror.ts';
import { createProgress } from './progress.ts';
import { jsonReport, renderReport } from './report.ts';
import { type DemoOptions, demoFiles, driveAndStop, startServices } from './run-demo.ts';

const COST_REQUESTS = 300;

async function run(options: DemoOptions, chosen: DemoArguments): Promise<boolean> {
  const { say } = options;
  const files = demoFiles(options.directory);
  await using receiver = await startOtlpReceiver({ directory: files.otlp });
  say('starting approvals and notifications');
  const services = await startServices(options, receiver);
  const ran = await driveAndStop(options, services, catalog.version);
  say('measuring what the baseline costs');
  await using other = await startOtlpReceiver();
  const cost = await measureCost(options, other.url, catalog.version, chosen.costRounds, COST_REQUESTS);
  say('reading the evidence back');
  const mirror = chosen.withPosthog
    ? await runMirror(options, { schemaVersion: catalog.version, receiver: other })
    : undefined;
  const evidence = await collectEvidence(options, ran, { receiver, cost, mirror });
  say.done();
  // Who reads the JSON may never see it when this ends with 1.
  if (chosen.json) for (const fault of evidence.faults) process.stderr.write(`${fault}\n`);
  process.stdout.write(chosen.json ? `${JSON.stringify(jsonReport(evidence))}\n` : `${renderReport(evidence)}\n`);
  for (const page of chosen.capture) captureReport(page, renderReport(evidence));
  // Somebody who looks at a terminal gets the page with these numbers; a script gets an end.
  if (chosen.keep || (process.stdout.isTTY && !chosen.json)) await keepRunning(options, receiver.url, chosen.keep);
  return evidence.faults.length === 0;
}

/** Ctrl-C reaches the services as well; what is left to do is the folder. */
function removeWhenInterrupted(directory: string): void {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => {
      process.exitCode = code;
      process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
      if (process.listenerCount(signal) === 0) process.exit();
    });
  }
}

async function demo(chosen: DemoArguments): Promise<number> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'plumbline-demo-'));
  removeWhenInterrupted(directory);
  const options: DemoOptions = {
    requests: chosen.requests,
    seed: chosen.seed,
    directory,
    databaseUrl: process.env['DATABASE_URL'],
    identityKey: randomBytes(32).toString('base64'),
    say: createProgress(),
  };
  try {
    const addsUp = await run(options, chosen);
    if (addsUp) rmSync(directory, { recursive: true, force: true });
    else process.stderr.write(`\nThe logs, spans and records of this run are in ${directory}\n`);
    return addsUp ? 0 : 1;
  } catch (error) {
    process.stderr.write(
      `\nThe demo failed: ${error instanceof Error ? error.message : String(error)}\nIts files are in ${directory}\n`,
    );
    return 1;
  }
}

async function main(): Promise<number> {
  let chosen: DemoArguments;
  try {
    chosen = readArguments(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`);
    return 2;
  }
  if (!chosen.help) return demo(chosen);
  process.stdout.write(`${USAGE}\n`);
  return 0;
}

process.exitCode = await main();
