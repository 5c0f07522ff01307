import process from 'node:process';
import { setInterval } from 'node:timers';
import { defineConfig } from '@plumbline/core';
import { start } from '@plumbline/node';
import pg from 'pg';
import { reports, slow, workflow } from './sets.ts';

// One replica of a service: `replica.ts NAME DATABASE-PORT`. It samples its gauges until it is killed; SIGTERM ends it well.
const [name = '', port = ''] = process.argv.slice(2);

const pool = new pg.Pool({ host: '127.0.0.1', port: Number(port), user: 'app', database: 'postgres', max: 10 });
// A connection that is cut off must not end the process.
pool.on('error', () => undefined);

const plumbline = await start(
  defineConfig({
    service: { name: 'approvals' },
    metrics: { gauges: [workflow(name), reports, slow], prometheus: { port: 0 } },
  }),
  { gauges: { database: pool } },
);
plumbline.onShutdown({ after: () => pool.end() });
// What the baseline sets keeps no process alive.
setInterval(() => undefined, 60_000);
