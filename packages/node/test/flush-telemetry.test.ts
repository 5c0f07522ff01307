// A flush after which telemetry is missing says so, also where log records alone were refused.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { start } from '../src/start.ts';
import { cleanup, type Line } from './run-child.ts';

async function startBeside(refused: string | undefined) {
  const lines: Line[] = [];
  const collector = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(request.url === refused ? 400 : 200).end());
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as AddressInfo;
  const plumbline = await start(
    { service: { name: 'orders' } },
    {
      signals: false,
      environment: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` },
      logDestination: { write: (line: string) => void lines.push(JSON.parse(line) as Line) },
    },
  );
  cleanup.push(
    () => collector.close(),
    () => plumbline.shutdown({ timeoutMs: 500 }),
  );
  return { plumbline, said: () => lines.filter(({ msg }) => msg === 'not all telemetry was sent by this flush') };
}

it('log records that a collector refuses', async () => {
  const { plumbline, said } = await startBeside('/v1/logs');
  plumbline.logger.info('first');
  await plumbline.flush();
  expect(said()).toMatchObject([{ level: 'warn', lost: { traces: 0 } }]);
  expect(said()[0]).toMatchObject({ lost: { logs: expect.any(Number) as number } });
  expect(said()[0]).not.toMatchObject({ lost: { logs: 0 } });
});

it('nothing where all of it arrives', async () => {
  const { plumbline, said } = await startBeside(undefined);
  plumbline.logger.info('first');
  await plumbline.flush();
  expect(said()).toEqual([]);
});
