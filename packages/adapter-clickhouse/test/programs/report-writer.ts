import type { ReportValue } from '@plumbline/core';
import { createProductQueries } from '../../src/index.ts';

// A service that reports: it writes what it is told, as often as it is told, and says how many of them count.
const [directory = '', database = ''] = process.argv.slice(2);
const queries = createProductQueries({ embedded: { directory }, database });
await queries.readReports();
process.send?.('ready');
process.on('message', (values: readonly ReportValue[]) => {
  void queries.writeReports(values).then((count) => process.send?.(count));
});
process.on('disconnect', () => void queries.close());
