import { renameSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type OtlpReceiver, startOtlpReceiver } from './otlp/receiver.ts';

/**
 * The receiver as a process of its own: `node otlp-receiver.js [--port N] [--directory FOLDER] [--summary FILE]`.
 * One line of JSON on stdout says where it listens. SIGTERM or SIGINT, or the end of the process that started it, makes
 * it write the summary and end.
 */

/** How often the program looks whether the process that started it still runs. */
const PARENT_CHECK_MS = 1_000;

/** What the summary file holds, whole or not at all. */
function writeSummary(receiver: OtlpReceiver, file: string): void {
  const summary = {
    requests: receiver.requests.map(({ path, status, body }) => ({ path, status, bytes: body.length })),
    faults: receiver.faults,
    resources: receiver.resources(),
    spans: receiver.spans(),
    metrics: receiver.metrics(),
    logs: receiver.logs(),
  };
  writeFileSync(`${file}.part`, JSON.stringify(summary));
  renameSync(`${file}.part`, file);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, directory: { type: 'string' }, summary: { type: 'string' } },
  });
  const receiver = await startOtlpReceiver({
    port: Number(values.port ?? 0),
    ...(values.directory !== undefined && { directory: values.directory }),
  });
  const parent = process.ppid;
  let ending = false;
  const end = async (): Promise<void> => {
    if (ending) return;
    ending = true;
    clearInterval(orphaned);
    await receiver.close();
    if (values.summary !== undefined) writeSummary(receiver, values.summary);
  };
  const stop = (): void => {
    end().catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exitCode = 1;
    });
  };
  const orphaned = setInterval(() => process.ppid !== parent && stop(), PARENT_CHECK_MS);
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.stdout.write(`${JSON.stringify({ url: receiver.url, pid: process.pid })}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
