import { writeFileSync } from 'node:fs';
import {
  createProductQueries,
  type ProductQueries,
  type ProductQuestionId,
  productQuestions,
} from '@plumbline/adapter-clickhouse';
import { type ReceivedPoint, sumOf } from '@plumbline/testkit/otlp';
import { textOf } from './sources.ts';

export interface EventEvidence {
  /** From the metrics that the receiver got. */
  readonly accepted: number;
  readonly lost: Readonly<Record<string, number>>;
  readonly refused: Readonly<Record<string, number>>;
  readonly pending: number;
  /** Counted in ClickHouse. */
  readonly stored: number;
  readonly questions: readonly {
    readonly name: string;
    readonly question: string;
    readonly rows: readonly Readonly<Record<string, unknown>>[];
  }[];
  /** Every event in the store by its name: also those that none of the seven questions asks for. */
  readonly byName: readonly EventsByName[];
  readonly faults: readonly string[];
}

export interface EventsByName {
  readonly name: string;
  readonly events: number;
  readonly anonymous_users: number;
}

const TABLE = 'plumbline.product_telemetry_events';

/** What was captured, by name. */
export const eventsByName = (queries: Pick<ProductQueries, 'query'>): Promise<EventsByName[]> =>
  queries.query<EventsByName>(
    `SELECT name, count() AS events, uniqExact(anonymous_user_id) AS anonymous_users FROM ${TABLE} GROUP BY name ORDER BY events DESC, name`,
  );

/** Reads the events back from ClickHouse, and what became of the others from the received metrics. */
export async function eventEvidence(
  directory: string,
  points: readonly ReceivedPoint[],
  dumpFile: string,
): Promise<EventEvidence> {
  await using queries = createProductQueries({ embedded: { directory } });
  const questions = [];
  for (const { id, question } of Object.values(productQuestions)) {
    questions.push({
      name: id satisfies ProductQuestionId,
      question,
      rows: (await queries.ask(id)) as unknown as Record<string, unknown>[],
    });
  }
  const [counted] = await queries.query<{ events: number }>(`SELECT count() AS events FROM ${TABLE}`);
  // ClickHouse compresses its files, so the rows themselves are written out for the search of their bytes.
  const rows = await queries.query(`SELECT * FROM ${TABLE}`);
  writeFileSync(dumpFile, rows.map((row) => JSON.stringify(row)).join('\n'));
  const accepted = sumOf(points, 'plumbline.events.accepted');
  const lost = byReason(points, 'plumbline.events.lost');
  const pending = sumOf(points, 'plumbline.events.pending');
  const stored = counted?.events ?? 0;
  const gone = Object.values(lost).reduce((sum, count) => sum + count, 0);
  const faults =
    accepted === stored + gone + pending
      ? []
      : [`accepted ${accepted} events, but stored ${stored}, lost ${gone}, pending ${pending}`];
  const silent = questions
    .filter(({ rows: answer }) => answer.length === 0)
    .map(({ name }) => `the question ${name} has no answer`);
  return {
    accepted,
    lost,
    refused: byReason(points, 'plumbline.events.refused'),
    pending,
    stored,
    questions,
    byName: await eventsByName(queries),
    faults: [...faults, ...silent],
  };
}

/** Reasons that occurred. Those that did not are zero in the metrics and left out here. */
function byReason(points: readonly ReceivedPoint[], name: string): Record<string, number> {
  const reasons = new Set(
    points.filter((point) => point.name === name).map(({ attributes }) => textOf(attributes['reason'])),
  );
  return Object.fromEntries(
    [...reasons].map((reason) => [reason, sumOf(points, name, { reason })] as const).filter(([, count]) => count > 0),
  );
}
