import { isPlumblineError, PlumblineError, toError } from '@plumbline/core';

/** Where a command found the database: an environment variable, or an SQLite file by an option or the configuration. */
export interface StoreAt {
  /** `migrate`, or a word of `plumbline audit`. */
  readonly name: string;
  readonly kind: 'postgres' | 'sqlite';
  /** The variable, or how the file was named. */
  readonly by: string;
}

const OWNER: ReadonlySet<string> = new Set(['prune', 'erase', 'hold', 'release', 'rotate', 'migrate']);
const SEALER: ReadonlySet<string> = new Set(['seal', 'anchor']);

function rightsFix({ by, name }: StoreAt): string {
  if (OWNER.has(name)) return `Connect as the owner of the audit tables for this: put another URL into ${by}.`;
  const grants = SEALER.has(name) ? 'postgresSealerGrants(role)' : 'postgresReaderGrants(role)';
  return `Have the owner of the audit tables run the statements of \`${grants}\` for this role, or put the URL of another role into ${by}.`;
}

type Fix = (at: StoreAt) => string;

const password: Fix = ({ by }) =>
  `Correct user and password in ${by}; if they are right, the pg_hba.conf of the server does not let them in from here.`;
const migrate: Fix = () =>
  'Run `npx plumbline migrate` as the owner of the tables; where they are in another schema, name it with --schema or PLUMBLINE_AUDIT_SCHEMA.';
const refused: Fix = ({ by }) => `Start the server, or correct host and port in ${by}: nothing answers there.`;
const host: Fix = ({ by }) => `Correct the host in ${by}: its name does not lead to a server.`;
const network: Fix = ({ by }) =>
  `Check the way from here to the server (network, firewall), and host and port in ${by}; it did not answer.`;
const later: Fix = () => 'Try again when the server takes connections; nothing is wrong with the command.';
const tls: Fix = ({ by }) =>
  `Set \`sslmode\` in the URL of ${by} as the server needs it, and give its certificate authority by NODE_EXTRA_CA_CERTS.`;

/** By the codes of PostgreSQL (appendix A of its manual) and of Node. */
const FIXES: Readonly<Record<string, Fix>> = {
  '42501': rightsFix,
  '28P01': password,
  '28000': password,
  '3D000': ({ by }) =>
    `Correct the name of the database at the end of the URL in ${by}, or create it and run \`npx plumbline migrate\`.`,
  '42P01': migrate,
  '42883': migrate,
  '42703': migrate,
  '3F000': migrate,
  '53300': later,
  '57P01': later,
  '57P03': later,
  ECONNRESET: later,
  ECONNREFUSED: refused,
  // A socket that is not there.
  ENOENT: refused,
  ENOTFOUND: host,
  EAI_AGAIN: host,
  ETIMEDOUT: network,
  EHOSTUNREACH: network,
  ENETUNREACH: network,
  ERR_INVALID_URL: ({ by }) => `Write the URL in ${by} as postgres://user:password@host:5432/database.`,
  DEPTH_ZERO_SELF_SIGNED_CERT: tls,
  SELF_SIGNED_CERT_IN_CHAIN: tls,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: tls,
};

/** What a driver says without a code. */
const SAYINGS: readonly (readonly [RegExp, Fix])[] = [
  [/password/i, password],
  [/timeout/i, network],
  [/SSL/, tls],
];

/** By the primary result codes of SQLite (sqlite.org/rescode.html). */
const SQLITE_FIXES: Readonly<Record<number, string>> = {
  5: 'Another process holds the file; try again when it is done.',
  8: 'Run it as a user that may write the file and its folder.',
  10: 'Check the disk that the file is on; it could not be read or written.',
  11: 'The file is damaged: keep a copy of it, and go on with one from a backup.',
  13: 'Make room on the disk; nothing was changed.',
  14: 'Run it as a user that may open the file and its folder.',
  26: 'Name the SQLite file of the trail with --sqlite FILE.',
};

const codeOf = (error: unknown): string => {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : '';
};

/** What several failed attempts say, of IPv4 and IPv6, is said by the first of them alone. */
const saidBy = (error: unknown): string =>
  toError(error instanceof AggregateError && error.message === '' ? error.errors[0] : error).message;

function fixOf(at: StoreAt, error: unknown): string {
  if (at.kind === 'sqlite') {
    const { errcode = 0 } = error as { readonly errcode?: number };
    return SQLITE_FIXES[errcode & 0xff] ?? 'Run `npx plumbline migrate`, and see that the file is that of the trail.';
  }
  const known = FIXES[codeOf(error)] ?? SAYINGS.find(([saying]) => saying.test(saidBy(error)))?.[1];
  return known?.(at) ?? `Look the message up in the log of the server; ${at.by} has its address.`;
}

/** PLB_AUDIT_STORE of a database that does not do what it should, with the way out of that very cause. */
export function storeFault(at: StoreAt, error: unknown): PlumblineError {
  const { by, name } = at;
  const what = `audit ${name}: the database of ${by}`.replace('audit migrate', 'migrate');
  const code = codeOf(error);
  const mark = at.kind === 'postgres' && code !== '' ? ` (${code})` : '';
  return new PlumblineError('PLB_AUDIT_STORE', `${what}: ${saidBy(error)}${mark}`, {
    cause: error,
    fix: fixOf(at, error),
  });
}

/** Calls on files, such as those of an export, beside the ones that lead to a database. */
const ON_FILES = /^(?:open|write|mkdir|mkdtemp|rename|rm|unlink|fsync|close|stat|lstat|scandir)$/;

function isOfFile(error: unknown): boolean {
  const { syscall } = (error ?? {}) as { readonly syscall?: unknown };
  return typeof syscall === 'string' && ON_FILES.test(syscall);
}

/** They read for people, and record that. */
const READERS: ReadonlySet<string> = new Set(['query', 'patterns', 'export', 'prove']);

/** Whether an error of the store comes of a file that may not be written. */
function isDenied({ cause, code }: PlumblineError): boolean {
  const { errcode = 0 } = (cause ?? {}) as { readonly errcode?: number };
  const isOfSqlite = [8, 14].includes(errcode & 0xff);
  return code === 'PLB_AUDIT_STORE' && (isOfSqlite || /^(?:EACCES|EPERM|EROFS)$/.test(codeOf(cause)));
}

/** The same of anything that work on a store rejected with; errors that say their own way out stay as they are. */
export function asStoreFault(at: StoreAt, error: unknown): unknown {
  if (isOfFile(error))
    return new PlumblineError('PLB_CLI_USAGE', `audit ${at.name}: ${saidBy(error)}`, {
      cause: error,
      fix: 'Make room, or name another place; the message says which file it is about.',
    });
  if (!isPlumblineError(error)) {
    const isOfStore = at.kind === 'postgres' || codeOf(error) === 'ERR_SQLITE_ERROR';
    return isOfStore ? storeFault(at, error) : error;
  }
  if (at.kind === 'sqlite' && READERS.has(at.name) && isDenied(error)) {
    const [what = ''] = error.message.replace(/^PLB_AUDIT_STORE: /, '').split('\n  fix: ');
    const fix = `${error.fix} \`${at.name}\` writes as well: it records who read the trail. \`verify\` needs no right to write.`;
    return new PlumblineError(error.code, `audit ${at.name}: ${what}`, { fix, cause: error });
  }
  const isOfDatabase = error.code === 'PLB_AUDIT_STORE' && Object.hasOwn(FIXES, codeOf(error.cause));
  return isOfDatabase && at.kind === 'postgres' ? storeFault(at, error.cause) : error;
}
