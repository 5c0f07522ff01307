import { type CheckFunction, createHealth } from '@plumbline/health';

const TOKEN = 'operator-0123456789-0123456789-abcdef';

/** A deadline of a check that a busy machine still keeps. */
export const TIMEOUT_MS = 3_000;

/** For each check what the operator sees of it: `ok`, or the class of the error with its code. */
export async function wordsOf<Name extends string>(
  checks: Readonly<Record<Name, CheckFunction>>,
): Promise<Record<Name, string>> {
  const health = createHealth({ token: TOKEN, checks, timeoutMs: TIMEOUT_MS });
  const report = await health.health(`Bearer ${TOKEN}`);
  const words = Object.entries(report.checks ?? {}).map(([name, { status, error, code }]) => [
    name,
    status === 'ok' ? status : [error, code].filter((part) => part !== undefined).join(' '),
  ]);
  return Object.fromEntries(words) as Record<Name, string>;
}

/** The same of one check. */
export const wordOf = async (run: CheckFunction): Promise<string> => (await wordsOf({ it: run })).it;
