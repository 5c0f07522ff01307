import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startOtlpReceiver } from '@plumbline/testkit/otlp';
import { catalog } from '../../../examples/approvals/src/telemetry/catalog.ts';
import { measureCost } from './cost.ts';
import { captureReport } from './capture.ts';
import { collectEvidence } from './evidence/collect.ts';
import { createProgress } from './progress.ts';
import { jsonReport, renderReport } from './report.ts';
import { type DemoOptions, demoFiles, driveAndStop, startServices } from './run-demo.ts';

const USAGE = `usage: npm run demo [-- options]
  --json           print one JSON object on stdout and nothing else
  --keep           leave both services running afterwards, and say where to look
  --requests N     how many requests to send (3000)
  --seed N         another seed, another load (1)
  --cost-rounds N  rounds of the cost measurement (5)
  --capture FILE   also write the report between the demo marks of a Markdown file`;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    requests: { type: 'string', default: '3000' },
    seed: { type: 'string', default: '1' },
    'cost-rounds': { type: 'string', default: '5' },
    capture: { type: 'string' },
  },
});

const COST_REQUESTS = 300;

async function run(options: DemoOptions): Promise<number> {
  const { say } = options;
  const files = demoFiles(options.directory);
  await using receiver = await startOtlpReceiver({ directory: files.otlp });
  say('starting approvals and notifications');
  const services = await startServices(options, receiver);
  const ran = await driveAndStop(options, services, catalog.version);
  say('measuring what the baseline costs');
  await using other = await startOtlpReceiver();
  const cost = await measureCost(options, other.url, catalog.version, Number(values['cost-rounds']), COST_REQUESTS);
  say('reading the evidence back');
  const evidence = await collectEvidence(options, ran, receiver, cost);
  say.done();
  process.stdout.write(values.json ? `${JSON.stringify(jsonReport(evidence))}\n` : `${renderReport(evidence)}\n`);
  if (values.capture !== undefined) captureReport(values.capture, renderReport(evidence));
  if (values.keep) await keep(options, receiver.url);
  return evidence.faults.length === 0 ? 0 : 1;
}

/** Starts the services again on the data of the run and waits for Ctrl-C. */
async function keep(options: DemoOptions, otlpUrl: string): Promise<void> {
  const { approvals, notifications } = await startServices(options, { url: otlpUrl });
  const files = demoFiles(options.directory);
  process.stderr.write(`
Both services are up; Ctrl-C stops them and removes ${options.directory}
  approvals       ${approvals.origin}/healthz
  notifications   ${notifications.origin}/healthz
  log             tail -f "${files.approvalsLog}"
  try             curl -i ${approvals.origin}/me -H 'x-request-id: hello-from-curl'
  product events  PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR="${files.clickhouse}"
  audit spool     ${files.spool}
`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await approvals.stop();
  await notifications.stop();
}

if (values.help) {
  process.stdout.write(`${USAGE}\n`);
} else {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'plumbline-demo-'));
  const options: DemoOptions = {
    requests: Number(values.requests),
    seed: Number(values.seed),
    directory,
    databaseUrl: process.env['DATABASE_URL'],
    identityKey: randomBytes(32).toString('base64'),
    say: createProgress(),
  };
  try {
    process.exitCode = await run(options);
    rmSync(directory, { recursive: true, force: true });
  } catch (error) {
    // The folder stays: its logs say what happened.
    writeFileSync(
      path.join(directory, 'failure.txt'),
      error instanceof Error ? (error.stack ?? error.message) : String(error),
    );
    process.stderr.write(
      `\nThe demo failed: ${error instanceof Error ? error.message : String(error)}\nIts files are in ${directory}\n`,
    );
    process.exitCode = 1;
  }
}
