import type { GaugeSet, GaugeSampler, PostgresDatabase, SqliteDatabase } from '@plumbline/metrics/gauges';
import type { Otel } from '@plumbline/otel';
import { detachedClock } from './detached.ts';
import { hasEndpoint, scrapeOf } from './otlp.ts';
import type { Base, Setting } from './parts.ts';

/** The database that workflow gauges are sampled from. */
export interface GaugesLive {
  /** A pool or client of `pg` (anything with its `query`), or a `DatabaseSync` of `node:sqlite`. It stays the application's. */
  readonly database: PostgresDatabase | SqliteDatabase;
  /** Schema of PostgreSQL with the table of leases. @default 'public' */
  readonly schema?: string;
}

const MAX_SCOPE = 200;

const isSqlite = (database: GaugesLive['database']): database is SqliteDatabase => 'prepare' in database;

/** Starts the sampler of the declared gauges; nothing is loaded without any, without a database, or where no metric leaves. */
export async function makeGauges(
  { config, resolved, live }: Setting,
  { logger, meter }: Base,
  otel: Otel,
): Promise<GaugeSampler | undefined> {
  const sets = (config.metrics?.gauges ?? []) as readonly GaugeSet[];
  const { options } = resolved.otel;
  const leaves = hasEndpoint(options, 'metrics') || scrapeOf(config, options) !== undefined;
  if (sets.length === 0 || !leaves) return undefined;
  if (live.gauges === undefined) {
    const fix = 'Pass `gauges: { database }` to `start`, or take `metrics.gauges` out of the configuration.';
    logger.warn({ gauges: sets.map(({ name }) => name), fix }, 'workflow gauges have no database and are not sampled');
    return undefined;
  }
  const { database, schema } = live.gauges;
  const { createGaugeSampler, postgresGauges, sqliteGauges } = await import('@plumbline/metrics/gauges');
  const sampler = createGaugeSampler({
    sets,
    store: isSqlite(database)
      ? sqliteGauges(database)
      : postgresGauges(database, schema === undefined ? {} : { schema }),
    scope: `${config.service.name}/${resolved.environment}`.slice(0, MAX_SCOPE),
    openMeter: (name, isLive) => otel.endingMeter(name, isLive),
    meter,
    log: logger,
    clock: detachedClock,
  });
  sampler.start();
  return sampler;
}
