import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { postgresGaugeGrants } from '@plumbline/metrics/gauges';
import { migrations } from '@plumbline/metrics/cli';
import { type OtlpReceiver, startOtlpReceiver } from '@plumbline/testkit/otlp';
import pg from 'pg';
import { expect } from 'vitest';
import { startPostgres } from '../../../packages/repo/src/postgres-server.ts';
import { type Replica, startReplica } from './replica-process.ts';

/** One sample of the set `workflow`, as the database saw it. */
export interface LoggedSample {
  readonly replica: string;
  /** Seconds, by the clock of the database. */
  readonly at: number;
}

/** One export of the set `workflow`, as the collector saw it. */
export interface Exported {
  readonly replica: string;
  /** Milliseconds at which it was collected. */
  readonly time: number;
  readonly sampledAt: number;
}

export interface Stage extends AsyncDisposable {
  readonly receiver: OtlpReceiver;
  query(text: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Seconds, by the clock of the database. */
  now(): Promise<number>;
  samples(): Promise<readonly LoggedSample[]>;
  /** In the order of their collection. */
  exports(): readonly Exported[];
  /** Starts a replica of a name that none had before. */
  add(): Promise<Replica>;
  replica(name: string): Replica;
  /** Whose sample is the last one, once there is one after this moment. */
  leaderAfter(seconds: number): Promise<LoggedSample>;
}

const LOOK_MS = 50;

const TABLES = `
  CREATE TABLE item (status text NOT NULL);
  CREATE TABLE report (status text NOT NULL);
  CREATE TABLE invite (made timestamptz NOT NULL DEFAULT clock_timestamp());
  CREATE TABLE sample_log (replica text NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp());
  INSERT INTO item VALUES ('draft'), ('draft'), ('gone');
  INSERT INTO report VALUES ('open');
  INSERT INTO invite VALUES (DEFAULT), (DEFAULT);
  CREATE ROLE app LOGIN;
  GRANT SELECT ON item, report, invite TO app;
  GRANT INSERT ON sample_log TO app`;

async function prepare(url: string, query: Stage['query']): Promise<void> {
  await query(TABLES);
  const [target] = migrations;
  const env = { PLUMBLINE_GAUGES_DATABASE_URL: url };
  const io = {
    cwd: path.join(import.meta.dirname, '..'),
    env,
    stdout: () => undefined,
    stderr: () => undefined,
  } as never;
  await target?.apply(io, (await target.plan(io)) ?? []);
  expect(await target?.plan(io)).toEqual([]);
  for (const grant of postgresGaugeGrants('app')) await query(grant);
}

function exportsIn(receiver: OtlpReceiver): readonly Exported[] {
  return receiver
    .metrics()
    .filter(({ attributes, name }) => name === 'plumbline.gauges.sampled_at' && attributes['set'] === 'workflow')
    .map(({ resource, time, value }) => ({
      replica: resource['service.instance.id'] as string,
      time,
      sampledAt: value ?? 0,
    }))
    .toSorted((a, b) => a.time - b.time);
}

/** A real PostgreSQL with what the gauges count, a collector, and replicas of one service. */
export async function setStage(): Promise<Stage> {
  const server = await startPostgres();
  const receiver = await startOtlpReceiver();
  const pool = new pg.Pool({ connectionString: server.url, max: 2 });
  const query: Stage['query'] = async (text) => (await pool.query<Record<string, unknown>>(text)).rows;
  await prepare(server.url, query);
  const replicas = new Map<string, Replica>();
  const samples = async (): Promise<readonly LoggedSample[]> => {
    const rows = await query('SELECT replica, extract(epoch FROM at)::float8 AS at FROM sample_log ORDER BY at');
    return rows as readonly unknown[] as readonly LoggedSample[];
  };
  return {
    receiver,
    query,
    samples,
    exports: () => exportsIn(receiver),
    now: async () => Number((await query('SELECT extract(epoch FROM clock_timestamp())::float8 AS now'))[0]?.['now']),
    async add() {
      const name = `replica-${replicas.size + 1}`;
      const replica = await startReplica(name, path.join(server.directory, '.s.PGSQL.5432'), receiver.url);
      replicas.set(name, replica);
      return replica;
    },
    replica(name) {
      const replica = replicas.get(name);
      if (replica === undefined) throw new Error(`no replica is called ${name}`);
      return replica;
    },
    async leaderAfter(seconds) {
      for (;;) {
        const last = (await samples()).findLast(({ at }) => at > seconds);
        if (last !== undefined) return last;
        await pause(LOOK_MS);
      }
    },
    async [Symbol.asyncDispose]() {
      for (const replica of replicas.values()) await replica.close();
      await pool.end();
      await receiver.close();
      await server[Symbol.asyncDispose]();
    },
  };
}
