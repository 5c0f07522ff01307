import { writeFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { type AuditRow, type AuditStore, verifyRecords } from '@plumbline/audit';
import { postgresEvidence, postgresStore } from '@plumbline/audit/postgres';
import type { SealStore } from '@plumbline/audit/seal';
import { sumOf } from '@plumbline/testkit/otlp';
import pg from 'pg';
import { type DemoOptions, demoFiles } from '../run-demo.ts';
import { sealedEvidence } from './sealed.ts';
import type { LogLine, Sources } from './sources.ts';

export interface AuditEvidence {
  /** From the metrics that the receiver got. */
  readonly recorded: number;
  /** Counted in the database of the application. */
  readonly stored: number;
  /** Records whose text matches its hash and its witness in the log. */
  readonly verified: number;
  /** Seals over them, and records that an export proves by its anchor and the public key alone. */
  readonly seals: number;
  readonly proved: number;
  readonly byAction: readonly {
    readonly action: string;
    readonly success: number;
    readonly denied: number;
    readonly failed: number;
  }[];
  /** Who changed what, in words. */
  readonly examples: readonly string[];
  readonly faults: readonly string[];
}

const PAGE = 1_000;

/** Reads the audit table of the application's database and holds it against the hashes and the log. */
export async function auditEvidence(options: DemoOptions, sources: Sources, dumpFile: string): Promise<AuditEvidence> {
  await using database = await open(options);
  const rows = await readAll(database.store);
  writeFileSync(dumpFile, rows.map(({ body }) => body).join('\n'));
  const witness = sources.approvalsLog.filter(isWitness);
  const result = await verifyRecords(rows, { witness });
  const recorded = sumOf(sources.points, 'plumbline.audit.recorded');
  const faults = result.findings.slice(0, 5).map(({ id, problem }) => `audit record ${id}: ${problem}`);
  if (recorded !== rows.length) faults.push(`audit: ${recorded} recorded, but ${rows.length} stored`);
  if (result.intact !== rows.length) faults.push(`audit: ${rows.length} stored, but ${result.intact} verified`);
  const sealed = await sealedEvidence(database.evidence, options.directory);
  faults.push(...sealed.faults);
  if (sealed.proved !== rows.length)
    faults.push(`audit: ${rows.length} stored, but ${sealed.proved} proved by the export`);
  return {
    recorded,
    stored: rows.length,
    verified: result.intact,
    seals: sealed.seals,
    proved: sealed.proved,
    byAction: byAction(rows),
    examples: roleChanges(rows),
    faults,
  };
}

interface Opened extends AsyncDisposable {
  readonly store: AuditStore;
  readonly evidence: SealStore;
}

async function open({ databaseUrl, directory }: DemoOptions): Promise<Opened> {
  if (databaseUrl !== undefined) {
    const pool = new pg.Pool({ connectionString: databaseUrl });
    return {
      store: postgresStore(pool),
      evidence: postgresEvidence(pool),
      [Symbol.asyncDispose]: () => pool.end(),
    };
  }
  const lite = await PGlite.create(demoFiles(directory).approvalsData);
  return { store: postgresStore(lite), evidence: postgresEvidence(lite), [Symbol.asyncDispose]: () => lite.close() };
}

async function readAll(store: AuditStore): Promise<AuditRow[]> {
  const rows: AuditRow[] = [];
  for (let page = await store.read({ limit: PAGE }); page.length > 0;) {
    rows.push(...page);
    page = await store.read({ limit: PAGE, after: page.at(-1)?.id ?? '' });
  }
  return rows;
}

const isWitness = (line: LogLine): line is LogLine & { audit_id: string; audit_leaf: string } =>
  typeof line['audit_id'] === 'string' && typeof line['audit_leaf'] === 'string';

function byAction(rows: readonly AuditRow[]): AuditEvidence['byAction'] {
  const count = (action: string, outcome: string): number =>
    rows.filter((row) => row.action === action && row.outcome === outcome).length;
  return [...new Set(rows.map(({ action }) => action))].toSorted().map((action) => ({
    action,
    success: count(action, 'success'),
    denied: count(action, 'denied'),
    failed: count(action, 'failed'),
  }));
}

function roleChanges(rows: readonly AuditRow[]): string[] {
  return rows
    .filter(({ action }) => action === 'role.changed')
    .slice(0, 2)
    .map(({ body }) => JSON.parse(body) as Change)
    .map(
      ({ actor, subjects, before, after, occurred_at, request_id }) =>
        `${occurred_at} ${actor.id.slice(0, 8)} (${actor.role}) made ${subjects[0]?.id.slice(0, 8)} ${after.role}, who was ${before.role} · request ${request_id}`,
    );
}

interface Change {
  readonly actor: { readonly id: string; readonly role: string };
  readonly subjects: readonly { readonly id: string }[];
  readonly before: { readonly role: string };
  readonly after: { readonly role: string };
  readonly occurred_at: string;
  readonly request_id: string;
}
