import { PlumblineError } from '@plumbline/core';
import type { ClickhouseClient } from '../client.ts';
import type { ProductQuestionId, ProductRows } from '../product-questions.ts';
import { queryExact } from '../query-exact.ts';
import { ROLLUP_WINDOWS, type RollupWindow } from './create-rollups.ts';
import { type CellColumn, type Panel, panels } from './panels.ts';
import { rollupNames } from './tables.ts';

/** Which rollups answer. */
export interface RollupsOptions {
  /** Rollups exist for these windows, and no other can be put together from them. @default 30 */
  readonly days?: RollupWindow;
  /** The last day of the window, `YYYY-MM-DD` in UTC. @default the newest that was computed */
  readonly asOf?: string;
  /** @default 'plumbline' */
  readonly database?: string;
  /** Name of the event table. @default 'product_telemetry_events' */
  readonly table?: string;
}

export interface RollupQuestionOptions extends RollupsOptions {
  readonly from: 'rollup';
}

interface RollupSource {
  /** The last day of the window; undefined where none was computed. */
  readonly asOf: string | undefined;
  /** Cells with fewer users than this are left out, and some of their neighbours so that none can be worked out. */
  readonly suppressedBelow: number | undefined;
}

/** An answer from finished numbers. */
export interface RollupAnswer<Row> extends RollupSource {
  readonly rows: Row[];
}

/** The answers to all seven questions, from one run. */
export interface RollupAnswers extends RollupSource {
  readonly rows: { readonly [Id in ProductQuestionId]: ProductRows[Id][] };
}

/** The newest run of the newest day that was asked for; a day of 1970 where there is none. */
const newestRun = (runs: string): string =>
  `(SELECT argMax((as_of, run_id, min_users), (as_of, computed_at)) FROM ${runs} WHERE window_days = {days:UInt16} AND ({as_of:String} = '' OR toString(as_of) = {as_of:String}))`;

interface Run {
  readonly as_of: string;
  readonly suppressed_below: number;
}

type Cell = Run & { readonly panel: ProductQuestionId } & Readonly<Record<CellColumn, unknown>>;

const RUN = 'toString(run.1) AS as_of, run.3 AS suppressed_below';

interface Reader {
  /** Cells of the run that was asked for. */
  cells<Row>(select: string, where: string, order: string): Promise<Row[]>;
  /** The run behind cells; it is asked for where there are none. */
  source(found: readonly Run[]): Promise<RollupSource>;
}

function createReader(client: ClickhouseClient, what: string, options: RollupsOptions): Reader {
  const { days = 30, asOf = '', database = 'plumbline', table = 'product_telemetry_events' } = options;
  if (!ROLLUP_WINDOWS.includes(days)) {
    throw new PlumblineError('PLB_OPTION_INVALID', `${what}: \`days\` must be 1, 7 or 30 where rollups answer`);
  }
  const { rollup, runs } = rollupNames(table);
  const withRun = `WITH ${newestRun(`${database}.${runs}`)} AS run SELECT ${RUN}`;
  // A cell stands once in its run, so that nothing has to be merged while reading; hundreds of rows are no work for two threads.
  const read = <Row>(rest: string): Promise<Row[]> =>
    queryExact<Row>(client, `${withRun}${rest} SETTINGS final = 0, max_threads = 1`, { days, as_of: asOf });
  return {
    cells: (select, where, order) =>
      read(
        `, ${select} FROM ${database}.${rollup} AS cells WHERE ${where} AND window_days = {days:UInt16} AND cells.as_of = run.1 AND run_id = run.2 ORDER BY ${order}`,
      ),
    async source(found) {
      const [about] = found.length > 0 ? found : await read<Run>('');
      if (about === undefined || about.suppressed_below === 0) return { asOf: undefined, suppressedBelow: undefined };
      return { asOf: about.as_of, suppressedBelow: about.suppressed_below };
    },
  };
}

const namedAs = ({ columns }: Panel): readonly (readonly [string, CellColumn])[] => Object.entries(columns);

const KEYS = 'k1, k2, k3';

/** Answers a question from rollups. Where too few people stand behind everything, the answer has no rows. */
export async function askRollup<Id extends ProductQuestionId>(
  client: ClickhouseClient,
  id: Id,
  options: RollupQuestionOptions,
): Promise<RollupAnswer<ProductRows[Id]>> {
  const reader = createReader(client, id, options);
  const panel: Panel = panels[id];
  const limit = panel.limit === undefined ? '' : ` LIMIT ${panel.limit}`;
  // One question is one statement: what it costs is the way there and back.
  const found = await reader.cells<ProductRows[Id] & Run>(
    namedAs(panel)
      .map(([name, column]) => `${column} AS ${name}`)
      .join(', '),
    `panel = '${id}'`,
    `${panel.byEvents ? 'cells.events DESC, ' : ''}${KEYS}${limit}`,
  );
  const source = await reader.source(found);
  return {
    ...source,
    rows: found.map(({ as_of: _day, suppressed_below: _least, ...row }) => row as unknown as ProductRows[Id]),
  };
}

const IDS = Object.keys(panels) as ProductQuestionId[];

const BY_EVENTS = IDS.filter((id) => panels[id].byEvents)
  .map((id) => `'${id}'`)
  .join(', ');

function rowsOf(id: ProductQuestionId, found: readonly Cell[]): readonly object[] {
  const panel: Panel = panels[id];
  return found
    .filter((cell) => cell.panel === id)
    .slice(0, panel.limit)
    .map((cell) => Object.fromEntries(namedAs(panel).map(([name, column]) => [name, cell[column]])));
}

/**
 * Answers all seven questions from rollups in one statement, for a page that shows them together: each answer is the one
 * that `askQuestion` gives with `from: 'rollup'`, all of one run, in a fifth of the time.
 */
export async function askRollups(client: ClickhouseClient, options: RollupsOptions = {}): Promise<RollupAnswers> {
  const reader = createReader(client, 'rollups', options);
  const found = await reader.cells<Cell>(
    `panel, ${KEYS}, events, sessions, users, v1_avg, v2_avg, v3_avg, v1_q`,
    '1',
    `if(panel IN (${BY_EVENTS}), events, 0) DESC, ${KEYS}`,
  );
  const rows = Object.fromEntries(IDS.map((id) => [id, rowsOf(id, found)])) as unknown as RollupAnswers['rows'];
  return { ...(await reader.source(found)), rows };
}
