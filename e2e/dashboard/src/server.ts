import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProductSource } from '@plumbline/core';
import { createDashboard, type DashboardOptions } from '@plumbline/dashboard';
import { applicationCatalog } from './catalog.ts';
import { applicationMetrics, storeFinishedNumbers } from './reports.ts';
import type { Store } from './store.ts';

/** The dashboard in each of its situations, each mounted below its own path. */
export interface DashboardServer extends AsyncDisposable {
  readonly origin: string;
  /** Lets the questions of `/slow` be answered. */
  release(): void;
}

const EVERYTHING = ['product', 'leadership', 'operator', 'security'] as const;

const authorize: DashboardOptions['authorize'] = () => ({
  actor: { id: 'reader-1', type: 'user', role: 'admin' },
  audiences: EVERYTHING,
});

/** A store that is down for some of the questions. */
const broken = (source: ProductSource): ProductSource => ({
  ...source,
  answer: (ask) =>
    ask.panel === 'topRoutes' || ask.panel === 'retention' || ask.panel === 'captureVolume'
      ? Promise.reject(new Error('connect ECONNREFUSED'))
      : source.answer(ask),
});

function slow(source: ProductSource): { readonly source: ProductSource; readonly release: () => void } {
  const gate = Promise.withResolvers<void>();
  const answer: ProductSource['answer'] = async (ask) => {
    if (ask.panel !== 'dailyActives' && ask.panel !== 'captureVolume') await gate.promise;
    return source.answer(ask);
  };
  return { source: { ...source, answer }, release: () => gate.resolve() };
}

export async function startServer(store: Store, more: Partial<DashboardOptions> = {}): Promise<DashboardServer> {
  const catalog = applicationCatalog(store.until);
  // What is looked at is the page, and not how busy this machine is.
  const unhurried = { cacheMs: 60_000, panelTimeoutMs: 30_000 };
  const shared = { authorize, catalog, title: 'Plumbline', ...unhurried, ...more };
  const metrics = applicationMetrics();
  await storeFinishedNumbers(store.full, metrics);
  const waiting = slow(store.full);
  const mounts: Readonly<Record<string, ReturnType<typeof createDashboard>>> = {
    '/broken': createDashboard({ ...shared, source: broken(store.full), basePath: '/broken' }),
    '/empty': createDashboard({ ...shared, source: store.empty, basePath: '/empty' }),
    '/slow': createDashboard({ ...shared, source: waiting.source, basePath: '/slow' }),
  };
  const main = createDashboard({ ...shared, source: store.full, reports: store.full, metrics });
  const server = createServer((request, response) => {
    const prefix = Object.keys(mounts).find((path) => request.url?.startsWith(`${path}/`));
    const dashboard = (prefix !== undefined && mounts[prefix]) || main;
    void dashboard.nodeHandler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    release: waiting.release,
    async [Symbol.asyncDispose]() {
      waiting.release();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
