import { clickhouse, createProductQueries, migrate } from '../../src/index.ts';

// Everything that must stay without effect while the adapter is off.
const deferred = clickhouse.fromEnv({ development: { directory: '/nowhere' } });
const adapter = deferred.fromEnvironment({ NODE_ENV: 'production' });
const unopened = clickhouse({ url: 'http://127.0.0.1:1' });
await unopened.close();
const queries = createProductQueries({ embedded: { directory: '/nowhere' } });
await queries.close();
process.send?.({
  adapter,
  migrate: typeof migrate,
  active: process.getActiveResourcesInfo().filter((name) => name !== 'PipeWrap'),
  maps: (await import('node:fs')).readFileSync('/proc/self/maps', 'utf8').includes('chdb'),
});
process.disconnect?.();
