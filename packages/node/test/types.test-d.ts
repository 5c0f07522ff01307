import { clickhouse } from '@plumbline/adapter-clickhouse';
import { defineConfig } from '@plumbline/core';
import { installBaseline } from '../src/fastify.ts';
import { type BaselineOf, type LiveOptions, type Plumbline, start } from '../src/index.ts';
import { actions, catalog } from './fixtures/parts.ts';

const config = defineConfig({
  service: { name: 'orders' },
  catalog,
  events: { adapters: [clickhouse.fromEnv()] },
  audit: { actions },
  metrics: { dependencies: { mail: ['send'] }, jobs: ['digest'] },
});

export async function typed(): Promise<void> {
  const { events, audit, metrics, identify } = await start(config);
  events.capture('order_placed', { channel: 'shop' });
  audit.record('order.placed', { subject: { type: 'order', id: 'ord_7' }, metadata: { channel: 'shop' } });
  await metrics.dependency('mail', 'send', () => 'sent');
  await metrics.job('digest', () => undefined);
  identify({ id: 'u_1', orgId: 'o_1', role: 'buyer' });

  // @ts-expect-error an event that the catalog does not declare
  events.capture('order_cancelled');
  // @ts-expect-error a value outside its list
  events.capture('order_placed', { channel: 'post' });
  // @ts-expect-error a field that is not declared
  events.capture('order_placed', { channel: 'shop', note: 'x' });
  // @ts-expect-error an action that is not declared
  audit.record('order.cancelled', { subject: { type: 'order', id: 'ord_7' } });
  // @ts-expect-error a value outside its list
  audit.record('order.placed', { subject: { type: 'order', id: 'ord_7' }, metadata: { channel: 'post' } });
  // @ts-expect-error a dependency that is not declared
  void metrics.dependency('blob', 'put', () => undefined);
  // @ts-expect-error an operation that is not declared
  void metrics.dependency('mail', 'put', () => undefined);
  // @ts-expect-error a job that is not declared
  void metrics.job('sweep', () => undefined);
  // @ts-expect-error an actor needs an ID
  identify({ role: 'buyer' });
}

export async function undeclared(): Promise<void> {
  const { events, audit, logger } = await start({ service: { name: 'orders' } });
  logger.info({ order_id: 'o1' }, 'fine');
  // @ts-expect-error nothing can be captured without a catalog
  events.capture('order_placed');
  // @ts-expect-error nothing can be recorded without actions
  audit.record('order.placed', { subject: { type: 'order', id: 'ord_7' } });
}

// @ts-expect-error a service needs a name
void (() => start({ service: {} }));
// @ts-expect-error an option that does not exist
export const wrongLive: LiveOptions = { sigals: false };
// @ts-expect-error an operation list is closed: it is declared as names
void (() => defineConfig({ service: { name: 'x' }, metrics: { dependencies: { mail: 'send' } } }));

export type Named = BaselineOf<typeof config>;
export const sameType = (named: Named): Awaited<ReturnType<typeof start<typeof catalog, typeof actions>>>['events'] =>
  named.events;
export const install = (app: Parameters<typeof installBaseline>[0], any: Plumbline, named: Named): void => {
  installBaseline(app, any);
  installBaseline(app, named, { ingestPath: '/events' });
};
