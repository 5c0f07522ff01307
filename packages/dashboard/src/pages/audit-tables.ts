import type { ProductColumn } from '@plumbline/core';
import type { PageRequest, PanelTable } from '../page-request.ts';
import { PanelRefusal } from '../server/describe-failure.ts';
import type { DashboardTrail, TrailFilters, TrailRecord } from '../trail-types.ts';
import { actorOf } from './actor-of.ts';

/** A spreadsheet's worth. More is for `plumbline audit export`, which says what it left out. */
const MAX_ROWS = 10_000;

const text = (name: string): ProductColumn => ({ name, kind: 'text' });

const COLUMNS: readonly ProductColumn[] = [
  'recorded_at',
  'actor_type',
  'actor',
  'role',
  'impersonator',
  'action',
  'outcome',
  'subjects',
  'changed',
  'request_id',
  'id',
].map(text);

const rowOf = ({ action, actor, changed = [], id, outcome, recorded_at, request_id, subjects }: TrailRecord) => [
  recorded_at,
  actor.type,
  actor.id,
  actor.role ?? null,
  actor.impersonator ?? null,
  action,
  outcome,
  subjects.map((subject) => `${subject.type}:${subject.id}`).join(' '),
  changed.join(' '),
  request_id ?? null,
  id,
];

/** Records that leave as CSV, oldest first. Values before and after are not among them. */
export async function exportTable(
  trail: DashboardTrail | undefined,
  request: PageRequest,
  filters: TrailFilters,
): Promise<PanelTable> {
  if (trail === undefined) throw new PanelRefusal('No audit trail is configured: set `trail.reader`.');
  const rows: PanelTable['rows'][number][] = [];
  for await (const record of trail.reader(actorOf(request.viewer)).export('csv', filters)) {
    rows.push(rowOf(record));
    if (rows.length > MAX_ROWS)
      throw new PanelRefusal(
        'These are more than 10,000 records. Choose a shorter time, or run `npx plumbline audit export`.',
      );
  }
  return { columns: COLUMNS, rows };
}
