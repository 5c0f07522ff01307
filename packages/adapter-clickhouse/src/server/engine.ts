import { isUtf8 } from 'node:buffer';

/** One statement as ClickHouse's HTTP interface takes it. */
export interface Statement {
  readonly query: string;
  /** What follows the query, for an insert. */
  readonly data?: Buffer;
  readonly database?: string;
  /** Format of the answer where the query names none. */
  readonly format: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Values of `{name:Type}` placeholders, escaped as in a tab-separated field. */
  readonly params: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly bytes: Uint8Array;
  readonly readRows: number;
  readonly readBytes: number;
  readonly writtenRows: number;
  readonly writtenBytes: number;
  readonly elapsedSeconds: number;
}

/** The database engine of one directory. */
export interface Engine {
  run(statement: Statement): Promise<Answer>;
  /** Waits for running statements, then releases the directory. */
  close(): Promise<void>;
}

/** The part of chdb that is used here. */
interface ChdbSession {
  queryAsync(sql: string, options?: { format?: string }): Promise<ChdbResult>;
  insert(params: { table: string; columns?: string[]; format: 'JSONEachRow'; values: Buffer }): Promise<ChdbWritten>;
  close(): void;
}
interface ChdbResult {
  readonly elapsed: number;
  readonly rowsRead: number;
  readonly bytesRead: number;
  bytes(): Uint8Array;
}
interface ChdbWritten {
  readonly rowsWritten: number;
  readonly bytesWritten: number;
  readonly elapsed: number;
}
interface Chdb {
  readonly Session: new (path: string) => ChdbSession;
  drainPending(): Promise<void>;
}

const EMPTY: Answer = {
  bytes: new Uint8Array(),
  readRows: 0,
  readBytes: 0,
  writtenRows: 0,
  writtenBytes: 0,
  elapsedSeconds: 0,
};

const IDENTIFIER = /^[A-Za-z_]\w*$/;
const PLAIN_INSERT =
  /^\s*INSERT\s+INTO\s+((?:[A-Za-z_]\w*\.)?[A-Za-z_]\w*)\s*(?:\(([^()]*)\))?\s*FORMAT\s+JSONEachRow\s*$/i;

const literal = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** Says what the engine would say, for what this process refuses on its own. */
export const engineError = (code: number, type: string, message: string): Error & { clickhouseCode: number } =>
  Object.assign(new Error(`Code: ${code}. DB::Exception: ${message}. (${type})`), { clickhouseCode: code });

function prelude({ database, settings, params }: Statement): string {
  const assignments = [
    ...Object.entries(settings),
    ...Object.entries(params).map(([name, value]) => [`param_${name}`, value] as const),
  ].map(([name, value]) => {
    if (!IDENTIFIER.test(name)) throw engineError(115, 'UNKNOWN_SETTING', 'A setting has an invalid name');
    return `${name} = ${literal(value)}`;
  });
  const use = database === undefined ? [] : [`USE \`${database.replaceAll('`', '\\`')}\``];
  return [...use, ...(assignments.length > 0 ? [`SET ${assignments.join(', ')}`] : [])].join('; ');
}

async function execute(session: ChdbSession, { query, data, format }: Statement): Promise<Answer> {
  if (data !== undefined && data.length === 0) return EMPTY;
  const plain = data && PLAIN_INSERT.exec(query);
  const columns = plain?.[2]?.split(',').map((column) => column.trim());
  if (data && plain?.[1] !== undefined && (columns ?? []).every((column) => IDENTIFIER.test(column))) {
    // The bytes go to the engine's own parser, so that no string of the whole batch is made.
    const table = plain[1];
    const written = await session.insert({ table, ...(columns && { columns }), format: 'JSONEachRow', values: data });
    const { rowsWritten: writtenRows, bytesWritten: writtenBytes, elapsed: elapsedSeconds } = written;
    return { ...EMPTY, writtenRows, writtenBytes, elapsedSeconds };
  }
  if (data && !isUtf8(data)) {
    throw engineError(48, 'NOT_IMPLEMENTED', 'Embedded ClickHouse takes text formats only');
  }
  const sql = data ? `${query}\n${data.toString('utf8')}` : query;
  const result = await session.queryAsync(sql, { format });
  return {
    ...EMPTY,
    bytes: result.bytes(),
    readRows: result.rowsRead,
    readBytes: result.bytesRead,
    elapsedSeconds: result.elapsed,
  };
}

/** Thrown when chdb is not installed or has no build for this platform. */
export class ChdbMissing extends Error {}

/** Opens the directory and holds its lock until {@link Engine.close}. */
export async function openEngine(folder: string): Promise<Engine> {
  const chdb = (await import('chdb').catch((cause: unknown) => {
    throw new ChdbMissing('chdb cannot be imported', { cause });
  })) as unknown as Chdb;
  const holder = new chdb.Session(folder);
  return {
    async run(statement) {
      // A connection per statement, 0.3 ms: settings, parameters and the current database live on the connection, and
      // one connection runs one statement at a time.
      const session = new chdb.Session(folder);
      try {
        const first = prelude(statement);
        if (first !== '') await session.queryAsync(first);
        return await execute(session, statement);
      } finally {
        session.close();
      }
    },
    async close() {
      await chdb.drainPending();
      holder.close();
      await chdb.drainPending();
    },
  };
}
