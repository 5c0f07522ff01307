import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { linkPackages, makeFolder, writeFiles } from '../support.ts';

/** A store of events in a file, with what a canary needs to be read back; LOSES takes every row without keeping it. */
const SHELF = `import { defineAdapter, delivered, rejected } from '@plumbline/core';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
const shelf = defineAdapter({
  kind: 'shelf', role: 'source', capabilities: { maxBatch: 100, idempotent: true }, destinations: () => [],
  open: async () => './shelf.ndjson',
  async send(file, { events }) {
    if (process.env.SHELF_REFUSES) return rejected(new Error('no room for postgres://user:hidden@db'));
    if (!process.env.SHELF_LOSES) appendFileSync(file, events.map((event) => JSON.stringify(event) + '\\n').join(''));
    return delivered();
  },
  async *read(file) {
    if (existsSync(file)) yield readFileSync(file, 'utf8').trim().split('\\n').map((line) => JSON.parse(line));
  },
});
export const shelfFromEnv = {
  kind: 'shelf', role: 'source', variables: ['SHELF'], fromEnvironment: (env) => env.SHELF && shelf({ allow: 'catalog' }),
};
`;

const CONFIG = `import { defineConfig } from '@plumbline/core';
import { defineActions } from '@plumbline/audit';
import { defineCatalog, defineEvent } from '@plumbline/schema';
import { shelfFromEnv } from './shelf.ts';
const actions = defineActions({
  'order.placed': { description: 'An order was placed.', owner: '@team', class: 'data', level: 'metadata' },
});
const doctor_canary_sent = defineEvent({
  description: 'The doctor asked.', purpose: 'Quality: proof of delivery.', owner: '@team', review: 'docs/privacy.md',
  expires: '2099-12-31', consent: 'essential', feature: 'doctor', surfaces: ['cli'], fields: {},
});
export default defineConfig({
  service: { name: 'shop', version: '1.2.3' },
  catalog: defineCatalog({ version: '2026-05-telemetry-v1', events: { EVENTS } }),
  events: { adapters: [shelfFromEnv], spool: { directory: '.plumbline/events' } },
  egress: { errors: { origin: 'env:SENTRY_DSN', party: 'first-party' } },
  audit: { actions },
});
`;

/** An application of the preset, as installed. */
export function liveApp(options: { readonly event?: boolean } = {}): string {
  const folder = makeFolder();
  linkPackages(folder, ['@plumbline/core', '@plumbline/node', '@plumbline/audit', '@plumbline/schema']);
  writeFiles(folder, {
    'package.json': {
      name: 'shop',
      type: 'module',
      scripts: { start: 'node src/main.ts' },
      dependencies: {
        '@plumbline/core': '*',
        '@plumbline/node': '*',
        '@plumbline/audit': '*',
        '@plumbline/schema': '*',
      },
    },
    'shelf.ts': SHELF,
    'plumbline.config.ts': CONFIG.replace('EVENTS', options.event === false ? '' : 'doctor_canary_sent'),
    'telemetry/start.ts':
      "import { start } from '@plumbline/node';\nimport config from '../plumbline.config.ts';\nexport const plumbline = await start(config);\n",
    'src/main.ts': "import { plumbline } from '../telemetry/start.ts';\nawait plumbline.shutdown();\n",
  });
  return folder;
}

const KEY = 'a1'.repeat(16);

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const raw = Buffer.concat(chunks);
  return (request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString('utf8');
}

export interface Tracker {
  /** With the one key that it knows. */
  readonly dsn: string;
  readonly wrongDsn: string;
  readonly envelopes: readonly string[];
}

/** A strict receiver of envelopes: one project and one key, and it answers as Sentry does. */
export async function startTracker(): Promise<Tracker> {
  const envelopes: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = await readBody(request);
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://tracker');
      const answer = (status: number, said: object): void =>
        void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said));
      if (pathname !== '/api/42/envelope/') return answer(404, { detail: 'no such project' });
      if (searchParams.get('sentry_key') !== KEY) return answer(403, { detail: 'wrong key' });
      envelopes.push(body);
      answer(200, { id: (JSON.parse(body.split('\n')[0] ?? '') as { event_id: string }).event_id });
    })();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { dsn: `http://${KEY}@${host}/42`, wrongDsn: `http://${'b2'.repeat(16)}@${host}/42`, envelopes };
}
