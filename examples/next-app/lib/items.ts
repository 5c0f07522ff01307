import { DatabaseSync } from 'node:sqlite';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

export interface Item {
  readonly id: string;
  readonly title: string;
  readonly status: 'open' | 'approved' | 'rejected';
}

const SEED = ['Spring campaign', 'Launch video', 'Terms of service'];

let opened: DatabaseSync | undefined;

function database(): DatabaseSync {
  if (opened) return opened;
  opened = new DatabaseSync(process.env['ITEMS_FILE'] ?? ':memory:');
  opened.exec('CREATE TABLE IF NOT EXISTS items (id TEXT PRIMARY KEY, title TEXT NOT NULL, status TEXT NOT NULL)');
  const insert = opened.prepare("INSERT OR IGNORE INTO items VALUES (?, ?, 'open')");
  for (const [index, title] of SEED.entries()) insert.run(`item-${index + 1}`, title);
  return opened;
}

/** One statement as one span, by the conventions for databases: the text has placeholders and no values. */
function query<Row>(operation: string, sql: string, ...values: string[]): Row[] {
  const attributes = {
    'db.system.name': 'sqlite',
    'db.operation.name': operation,
    'db.collection.name': 'items',
    'db.query.text': sql,
  };
  const tracer = trace.getTracer('next-app');
  return tracer.startActiveSpan(`${operation} items`, { kind: SpanKind.CLIENT, attributes }, (span) => {
    try {
      return database()
        .prepare(sql)
        .all(...values) as Row[];
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

export const listItems = (): Item[] => query<Item>('SELECT', 'SELECT id, title, status FROM items ORDER BY id');

export const findItem = (id: string): Item | undefined =>
  query<Item>('SELECT', 'SELECT id, title, status FROM items WHERE id = ?', id)[0];

export const decide = (id: string, status: 'approved' | 'rejected'): Item | undefined =>
  query<Item>('UPDATE', 'UPDATE items SET status = ? WHERE id = ? RETURNING id, title, status', status, id)[0];
