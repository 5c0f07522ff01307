import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { installBaseline } from '../src/fastify.ts';
import { type Plumbline, start } from '../src/index.ts';
import { cleanup } from './run-child.ts';

const WARNING = 'pass { errorHandler: false } to installBaseline, and call captureError in yours';

async function setUp() {
  const lines: string[] = [];
  const options = { signals: false, logDestination: { write: (line: string) => void lines.push(line) } };
  const plumbline = (await start({ service: { name: 'orders' } }, options)) as unknown as Plumbline;
  cleanup.push(() => plumbline.shutdown());
  return { app: Fastify(), plumbline, lines };
}

it('says that an error handler of a Fastify application hides errors from the baseline', async () => {
  const { app, plumbline, lines } = await setUp();
  installBaseline(app, plumbline);
  app.setErrorHandler((_error, _request, reply) => void reply.code(500).send('own'));
  await app.ready();
  expect(lines.filter((line) => line.includes(WARNING))).toHaveLength(1);
});

it('says nothing where there is none, and where the baseline was told of it', async () => {
  const { app, plumbline, lines } = await setUp();
  installBaseline(app, plumbline);
  await app.ready();
  const other = Fastify();
  installBaseline(other, plumbline, { errorHandler: false });
  other.setErrorHandler((error, _request, reply) => {
    void reply.code(500).send(plumbline.errorBody('internal_error', { errorId: plumbline.captureError(error) }));
  });
  await other.ready();
  expect(lines.join('')).not.toContain(WARNING);
});
