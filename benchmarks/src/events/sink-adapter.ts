import process from 'node:process';
import type { Adapter } from '@plumbline/core';

/** Events in one request, for every client that can be told. */
export const BATCH = 1_000;

/** A destination that posts rows to the sink, as the one for ClickHouse does: no SDK of anybody. */
export async function makeSinkAdapter(origin: string): Promise<Adapter> {
  // `import` of `node:http` would load Node's own fetch and WebSocket as well, and a start would be told to cost that.
  const { Agent, request } = process.getBuiltinModule('node:http');
  const { defineAdapter, delivered, encodeRow, retryLater } = await import('@plumbline/core');
  const agent = new Agent({ keepAlive: true });
  const post = (body: readonly Uint8Array[]): Promise<number> =>
    new Promise((resolve, reject) => {
      const call = request(`${origin}/rows`, { method: 'POST', agent }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
      });
      call.on('error', reject);
      for (const piece of body) call.write(piece);
      call.end();
    });
  return defineAdapter({
    kind: 'sink',
    role: 'source',
    capabilities: { maxBatch: BATCH, idempotent: true },
    destinations: () => [],
    open: async () => post,
    async send(send, batch) {
      const rows = batch.pieces === undefined ? (batch.rows ?? batch.events.map((event) => encodeRow(event))) : [];
      const status = await send(batch.pieces ?? [Buffer.from(rows.join('\n'))]);
      return status === 200 ? delivered() : retryLater(new Error(`status ${status}`));
    },
    close: async () => agent.destroy(),
  })({ allow: 'catalog' });
}
