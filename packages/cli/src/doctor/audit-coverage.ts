import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { blocked, type DoctorCheck, type DoctorFault, notNeeded } from './doctor-check.ts';

const VARIABLE = 'PLUMBLINE_AUDIT_COVERAGE';
const DEFAULT_FILE = '.plumbline/audit-coverage.jsonl';

interface Line {
  readonly method: string;
  readonly route: string;
  readonly requests: number;
  readonly recorded: number;
}

function parse(text: string): Line | undefined {
  try {
    const line = JSON.parse(text) as Partial<Line>;
    const isLine =
      typeof line.method === 'string' &&
      typeof line.route === 'string' &&
      Number.isSafeInteger(line.requests) &&
      Number.isSafeInteger(line.recorded);
    return isLine ? (line as Line) : undefined;
  } catch {
    return undefined;
  }
}

/** Requests and records of each route, over all runs that the file tells of. */
function sumUp(lines: readonly Line[]): ReadonlyMap<string, Line> {
  const routes = new Map<string, Line>();
  for (const line of lines) {
    const key = `${line.method} ${line.route}`;
    const { requests = 0, recorded = 0 } = routes.get(key) ?? {};
    routes.set(key, { ...line, requests: requests + line.requests, recorded: recorded + line.recorded });
  }
  return routes;
}

/** As the preset reads `audit.unaudited`: an optional method, then a pattern, or all below one. */
const isNamed = (entry: string, { method, route }: Line): boolean => {
  const [pattern = '', asked = method] = entry.split(' ').toReversed();
  return (
    asked === method && (pattern === route || (pattern.endsWith('/*') && `${route}/`.startsWith(pattern.slice(0, -1))))
  );
};

const advise = (key: string, { requests }: Line): DoctorFault => ({
  what: `${key} answered ${requests} request${requests === 1 ? '' : 's'} well and recorded no action`,
  fix: `Record what it changes with \`audit.record\`, or name it in \`audit.unaudited\`: ['${key}'].`,
});

/** Mutating routes that never recorded an action while the application's tests ran. */
export const auditCoverage: DoctorCheck = {
  name: 'audit-coverage',
  run({ config, env, directory }) {
    if (config.status === 'failed') return blocked(`${config.file} does not load`);
    if (config.status === 'absent' || config.audit === undefined) return notNeeded('no audited actions are configured');
    const named = env[VARIABLE] || DEFAULT_FILE;
    const file = path.resolve(directory, named);
    if (!existsSync(file))
      return notNeeded(`run the tests with ${VARIABLE}=${DEFAULT_FILE} to see which routes record nothing`);
    const texts = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    const lines = texts.flatMap((text) => parse(text) ?? []);
    if (lines.length < texts.length)
      return blocked(`${named} holds lines that are none of ours; remove it and run the tests again`);
    const { unaudited } = config.audit;
    const routes = [...sumUp(lines)];
    const bare = routes.filter(([, line]) => line.recorded === 0 && !unaudited.some((entry) => isNamed(entry, line)));
    const note = `${routes.length} mutating routes were seen, ${bare.length} of them without a record`;
    return { status: 'ok', note, advice: bare.map(([key, line]) => advise(key, line)) };
  },
};
