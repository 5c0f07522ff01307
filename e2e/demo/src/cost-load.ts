import { parseArgs } from 'node:util';
import { createHttpClient, type Sent } from './http-client.ts';
import { createRandom } from './random.ts';
import { nextRequest } from './workload.ts';
import { createWorld, type World } from './world.ts';

// Measures two servers in turn, A B A B …, with the same mix and seed, so that a machine that slows down slows both.
const { values } = parseArgs({
  options: {
    with: { type: 'string', default: '' },
    without: { type: 'string', default: '' },
    rounds: { type: 'string', default: '5' },
    requests: { type: 'string', default: '500' },
    connections: { type: 'string', default: '16' },
    schema: { type: 'string', default: '' },
  },
});
const connections = Number(values.connections);
const requests = Number(values.requests);

interface Side {
  readonly client: ReturnType<typeof createHttpClient>;
  readonly world: World;
}

async function side(origin: string): Promise<Side> {
  const client = createHttpClient(origin, connections);
  const send = (_kind: string, sent: Sent) => client.send(sent);
  return { client, world: await createWorld(send, createRandom(7), 2, values.schema) };
}

/** Requests a second over one round. Browser batches are left out: the bare service has no ingest route. */
async function round({ client, world }: Side, seed: number): Promise<number> {
  const random = createRandom(seed);
  let left = requests;
  const began = performance.now();
  const worker = async (): Promise<void> => {
    while (left > 0) {
      const planned = nextRequest(world, random);
      if (planned.path === '/_t' || planned.path === '/login') continue;
      left -= 1;
      planned.learn?.(await client.send(planned));
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return requests / ((performance.now() - began) / 1_000);
}

const baseline = await side(values.with);
const bare = await side(values.without);
await round(bare, 1);
await round(baseline, 1);
const pairs: { with: number; without: number }[] = [];
for (let index = 0; index < Number(values.rounds); index += 1) {
  const without = await round(bare, 100 + index);
  pairs.push({ with: await round(baseline, 100 + index), without });
}
process.stdout.write(`${JSON.stringify(pairs)}\n`);
baseline.client.close();
bare.client.close();
