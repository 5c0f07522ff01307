import { createProductQueries } from '@plumbline/adapter-clickhouse';
import { eventsByName } from './evidence/product.ts';
import { table } from './table.ts';

// Reads the embedded ClickHouse of a folder while services write to it: all of them share one process.
const [directory] = process.argv.slice(2);
if (directory === undefined) {
  process.stderr.write('usage: node events-by-name.ts FOLDER\n');
  process.exitCode = 2;
} else {
  await using queries = createProductQueries({ embedded: { directory } });
  const rows = await eventsByName(queries);
  process.stdout.write(
    `${table(
      ['event', 'times', 'people'],
      rows.map(({ name, events, anonymous_users: people }) => [name, events, people]),
    )}\n`,
  );
}
