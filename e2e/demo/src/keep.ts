import path from 'node:path';
import { type DemoOptions, demoFiles, startServices } from './run-demo.ts';

/** Starts the services again on the data of the run, says what to try, and waits for Ctrl-C. */
export async function keepRunning(options: DemoOptions, otlpUrl: string): Promise<void> {
  const { approvals, notifications } = await startServices(options, { url: otlpUrl });
  const files = demoFiles(options.directory);
  const json = `-H 'content-type: application/json'`;
  process.stderr.write(`
Both services are up; Ctrl-C stops them and removes ${options.directory}
  approvals      ${approvals.origin}/healthz
  notifications  ${notifications.origin}/healthz

  watch the log  tail -f "${files.approvalsLog}"
  sign up        curl -i ${approvals.origin}/organisations ${json} -d '{"email":"me@example.org","password":"a-long-password","organisation":"Mine","plan":"team"}'
  sign in        curl -i ${approvals.origin}/login ${json} -H 'x-request-id: hello-from-curl' -d '{"email":"me@example.org","password":"a-long-password"}'
  the events     node "${path.join(import.meta.dirname, 'events-by-name.ts')}" "${files.clickhouse}"
  the records    the table audit_log of ${options.databaseUrl === undefined ? `the PGlite database in "${files.approvalsData}" (readable when the service has ended)` : 'your DATABASE_URL'}
`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await approvals.stop();
  await notifications.stop();
}
