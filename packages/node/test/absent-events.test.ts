// What stands in for product events where the configuration does not speak of them.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { DropReason } from '@plumbline/core';
import { expect, it } from 'vitest';
import { start } from '../src/index.ts';
import { cleanup, type Line } from './run-child.ts';

const service = { name: 'orders' };

interface AnyEvents {
  capture(...args: readonly unknown[]): void;
  accept(events: readonly unknown[]): readonly unknown[];
  refuse(reason: DropReason, count?: number): void;
  readonly pending: number;
  snapshot(): object;
}

async function startQuiet(): Promise<{
  lines: Line[];
  events: AnyEvents;
  ingest(request: Request): Promise<Response>;
}> {
  const lines: Line[] = [];
  const logDestination = { write: (line: string) => void lines.push(JSON.parse(line) as Line) };
  const plumbline = await start({ service }, { environment: {}, signals: false, logDestination });
  cleanup.push(() => plumbline.shutdown({ timeoutMs: 500 }));
  return { lines, events: plumbline.events as unknown as AnyEvents, ingest: plumbline.ingest };
}

it('counts what is captured, says each name once with what is missing, and keeps nothing', async () => {
  const { lines, events } = await startQuiet();
  for (let index = 0; index < 3; index += 1) events.capture('order_placed', { channel: 'shop' });
  events.capture('ada@example.com');
  events.capture(undefined);
  const said = lines.filter(({ reason }) => reason === 'unknown_event');
  expect(said.map(({ event }) => event)).toEqual(['order_placed', '(unknown)']);
  expect(said[0]?.['faults']).toEqual([expect.stringContaining('defineCatalog')]);
  expect(events.accept([{}, {}])).toEqual([1, 2].map(() => ({ ok: false, reason: 'unknown_event' })));
  events.refuse('malformed', 3);
  expect(events.snapshot()).toEqual({
    accepted: 0,
    refused: { unknown_event: 7, malformed: 3 },
    oldestAgeMs: 0,
    destinations: {},
  });
  expect(events.pending).toBe(0);
});

it('answers browsers, whose events it refuses one by one', async () => {
  const plumbline = await startQuiet();
  const post = (body: unknown): Promise<Response> =>
    plumbline.ingest(
      new Request('http://localhost/_t', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
        body: JSON.stringify(body),
      }),
    );
  const response = await post({ v: 1, events: [{ name: 'order_placed' }] });
  expect(response.status).toBe(202);
  const { accepted, rejected } = (await response.json()) as { accepted: number; rejected: unknown[] };
  expect([accepted, rejected.length]).toEqual([0, 1]);
  expect((await post('no batch')).status).toBe(400);
  expect(Object.values((plumbline.events.snapshot() as { refused: object }).refused)).toEqual([1]);
});

it('loads the client of product events for a catalog, and not without one', () => {
  const loadedWith = (config: string): string[] =>
    JSON.parse(
      execFileSync(
        process.execPath,
        [
          '--conditions=plumbline:source',
          '--no-warnings',
          '--input-type=module',
          '--eval',
          `import { registerHooks } from 'node:module';
           const seen = [];
           registerHooks({ load(url, context, next) { seen.push(url); return next(url, context); } });
           const { start } = await import('@plumbline/node');
           const { defineCatalog } = await import('@plumbline/schema/runtime');
           const options = { environment: {}, signals: false, logDestination: { write() {} } };
           await (await start({ service: { name: 'orders' }, ...${config} }, options)).shutdown();
           console.log(JSON.stringify(seen));`,
        ],
        { cwd: path.join(import.meta.dirname, '..'), encoding: 'utf8' },
      ),
    ) as string[];
  const ofEvents = (urls: readonly string[]): number =>
    urls.filter((url) => /\/(?:packages\/)?events\//.test(url)).length;
  expect(ofEvents(loadedWith('{}'))).toBe(0);
  expect(
    ofEvents(loadedWith(`{ catalog: defineCatalog({ version: '2026-01-none-v1', events: {} }) }`)),
  ).toBeGreaterThan(3);
});
