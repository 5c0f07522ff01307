import { existsSync } from 'node:fs';
import path from 'node:path';
import { type CommandIo, type ExitCode, isPlumblineError, PlumblineError } from '@plumbline/core';
import { findApproval } from '../egress/approve.ts';
import { readAtRevision } from '../egress/git.ts';
import { LOCK_FILE } from '../egress/lock.ts';
import { compareWith, readOldLock, readText } from '../egress/lock-file.ts';
import type { CatalogChange } from './change.ts';
import { diffCatalogs } from './diff.ts';
import { CATALOG_FILE, parseSnapshot } from './snapshot-file.ts';
import type { CatalogSnapshot } from './snapshot.ts';
import { formatRenewal, latestRenewals, parseRenewals, type Renewal, RENEWALS_FILE } from './renewals.ts';
import { describeCatalogChanges } from './words.ts';

/** The committed file of this folder or of one above it, up to the application's. The configuration is not run to find it. */
function findFile(cwd: string): string {
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    const file = path.join(folder, CATALOG_FILE);
    if (existsSync(file)) return file;
    if (existsSync(path.join(folder, 'plumbline.config.ts')) || folder === path.dirname(folder)) break;
  }
  throw new PlumblineError('PLB_CLI_USAGE', `catalog diff: ${CATALOG_FILE} is missing`, {
    fix: 'Run `npx plumbline catalog emit` and commit what it writes.',
  });
}

/** The same with the place of a fault before it. */
function parseAt(where: string, text: string): CatalogSnapshot {
  try {
    return parseSnapshot(text);
  } catch (error) {
    if (!isPlumblineError(error)) throw error;
    const what = error.message.slice(`${error.code}: `.length, error.message.lastIndexOf('\n  fix: '));
    throw new PlumblineError(error.code, `${where}: ${what}`, { fix: error.fix, cause: error });
  }
}

const eventOf = ({ at }: CatalogChange): string => at.split('.', 1)[0] ?? '';

/** Whether the egress lockfile lets more out of what widened than at the revision, and no committed line approves that. */
async function isUnapproved(revision: string, widened: readonly CatalogChange[], io: CommandIo): Promise<boolean> {
  const lock = path.join(path.dirname(findFile(io.cwd)), LOCK_FILE);
  if (widened.length === 0 || !existsSync(lock)) return false;
  const compared = await compareWith(revision, { ...io, stdout: (text) => io.stderr(text) });
  if (compared === undefined) return true;
  const { file, before, after, widening } = compared;
  const names = new Set(widened.map(eventOf));
  const isCovered = widening.some(
    ({ kind, columns: [, event = ''] }) =>
      (kind === 'send' || kind === 'field') && (names.has(event) || names.has('dimensions')),
  );
  if (!isCovered) return false;
  const committed = findApproval(widening, await readOldLock(file, 'HEAD', io), before);
  return committed === undefined || findApproval(widening, after, before) === undefined;
}

/** Events whose old payloads may be refused and which no upcaster changes. */
const withoutUpcaster = (changes: readonly CatalogChange[], after: CatalogSnapshot): readonly string[] =>
  [...new Set(changes.filter(({ kind }) => kind === 'breaking').map(eventOf))].filter(
    (name) => Object.hasOwn(after.events, name) && !Object.hasOwn(after.previous?.events ?? {}, name),
  );

/** A catalog as it is with its renewals. */
function renew(snapshot: CatalogSnapshot, renewals: readonly Renewal[]): CatalogSnapshot {
  const latest = latestRenewals(renewals);
  const events = Object.entries(snapshot.events).map(([name, event]) => {
    const until = latest.get(name)?.until ?? '';
    return [name, until > event.expires ? { ...event, expires: until } : event] as const;
  });
  return { ...snapshot, events: Object.fromEntries(events) };
}

/** The renewals then and now, and those that were added. */
async function compareRenewals(
  catalog: string,
  revision: string,
  today: string,
): Promise<{
  readonly before: readonly Renewal[];
  readonly after: readonly Renewal[];
  readonly added: readonly Renewal[];
}> {
  const file = path.join(path.dirname(catalog), RENEWALS_FILE);
  const before = parseRenewals((await readAtRevision(file, revision, 'catalog diff')) ?? '', today);
  const after = parseRenewals(readText(file) ?? '', today);
  const known = new Set(before.map(formatRenewal));
  return { before, after, added: after.filter((renewal) => !known.has(formatRenewal(renewal))) };
}

/** Nothing was declared before there was a file. */
const nothing = ({ version }: CatalogSnapshot): CatalogSnapshot => ({ version, dimensions: {}, events: {} });

/**
 * Says how the committed catalog differs from that of a revision. Both are read as files: no code of another revision
 * runs.
 */
export async function compareCatalogs(revision: string, today: string, io: CommandIo): Promise<ExitCode> {
  const file = findFile(io.cwd);
  const declared = parseAt('in this folder', readText(file) ?? '');
  const old = await readAtRevision(file, revision, 'catalog diff');
  const { added, ...renewals } = await compareRenewals(file, revision, today);
  const before = old === undefined ? nothing(declared) : renew(parseAt(`at ${revision}`, old), renewals.before);
  const after = renew(declared, renewals.after);
  if (old === undefined) io.stdout(`${CATALOG_FILE} is not there at ${revision}: everything is new\n`);
  const changes = diffCatalogs(before, after);
  io.stdout(changes.length === 0 ? 'nothing changes in the catalog\n' : `${describeCatalogChanges(changes)}\n`);
  for (const { event, until, by, reason } of added) io.stdout(`renewed: ${event} until ${until} by ${by}: ${reason}\n`);
  const isBreaking = changes.some(({ kind }) => kind === 'breaking');
  if (isBreaking && before.version === after.version) {
    const what = `this breaks what is sent or stored as ${after.version}`;
    io.stdout(`${new PlumblineError('PLB_CATALOG_BREAKING', what).message}\n`);
    return 1;
  }
  if (after.previous?.version === before.version && before.version !== after.version) {
    for (const name of withoutUpcaster(changes, after)) {
      io.stdout(
        `${name} has no upcaster in \`previous\`: payloads of ${before.version} that do not fit are refused.\n`,
      );
    }
  }
  const widened = changes.filter(({ kind }) => kind === 'widening');
  if (!(await isUnapproved(revision, widened, io))) return 0;
  io.stdout(
    `More may leave than at ${revision}, and no committed line of ${LOCK_FILE} approves it: see \`npx plumbline egress --diff ${revision}\`.\n`,
  );
  return 3;
}
