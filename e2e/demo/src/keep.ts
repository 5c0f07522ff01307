import path from 'node:path';
import { type DemoOptions, demoFiles, startServices } from './run-demo.ts';

const VISITOR = { email: 'demo@example.org', password: 'a-long-password' } as const;

const post = (origin: string, route: string, body: object): Promise<Response> =>
  fetch(`${origin}${route}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** Who looks at the page, and the ID of its organisation. What is asked twice, of the data of an earlier run, is there already. */
async function signUp(origin: string): Promise<string> {
  await post(origin, '/organisations', { ...VISITOR, organisation: 'Staff', plan: 'team' });
  const signedIn = await post(origin, '/login', VISITOR);
  if (!signedIn.ok) throw new Error('nobody could sign in to the service that was left running');
  const { token } = (await signedIn.json()) as { token: string };
  const me = await fetch(`${origin}/me`, { headers: { authorization: `Bearer ${token}` } });
  return ((await me.json()) as { organisationId: string }).organisationId;
}

/** Starts both services for the staff: whose organisation it is, they are told as they start. */
async function startForStaff(options: DemoOptions, otlpUrl: string): ReturnType<typeof startServices> {
  const first = await startServices(options, { url: otlpUrl });
  const staff = await signUp(first.approvals.origin);
  await first.approvals.stop();
  await first.notifications.stop();
  const environment = { ...options.approvals?.environment, APPROVALS_STAFF_ORGANISATION: staff };
  return startServices({ ...options, approvals: { ...options.approvals, environment } }, { url: otlpUrl });
}

/** Starts the services again on the data of the run, opens the dashboard on it, and waits for Ctrl-C. */
export async function keepRunning(options: DemoOptions, otlpUrl: string, hints: boolean): Promise<void> {
  const { approvals, notifications } = await startForStaff(options, otlpUrl);
  process.stderr.write(
    `\nThe dashboard of this run: ${approvals.origin}/ as ${VISITOR.email} with ${VISITOR.password}, then "Numbers". Ctrl-C ends it.\n`,
  );
  if (hints) process.stderr.write(hintsFor(options, approvals.origin, notifications.origin));
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await approvals.stop();
  await notifications.stop();
}

/** What else can be tried while the services are up. */
function hintsFor(options: DemoOptions, approvals: string, notifications: string): string {
  const files = demoFiles(options.directory);
  const json = `-H 'content-type: application/json'`;
  return `
Both services are up; Ctrl-C stops them and removes ${options.directory}
  approvals      ${approvals}/healthz
  notifications  ${notifications}/healthz

  watch the log  tail -f "${files.approvalsLog}"
  sign up        curl -i ${approvals}/organisations ${json} -d '{"email":"me@example.org","password":"a-long-password","organisation":"Mine","plan":"team"}'
  sign in        curl -i ${approvals}/login ${json} -H 'x-request-id: hello-from-curl' -d '{"email":"me@example.org","password":"a-long-password"}'
  the events     node "${path.join(import.meta.dirname, 'events-by-name.ts')}" "${files.clickhouse}"
  the records    the table audit_log of ${options.databaseUrl === undefined ? `the PGlite database in "${files.approvalsData}" (readable when the service has ended)` : 'your DATABASE_URL'}
`;
}
