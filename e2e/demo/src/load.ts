import { createWriteStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { createHttpClient, sendRaw, type Answer, type Sent } from './http-client.ts';
import { createRandom } from './random.ts';
import { MALFORMED, nextRequest } from './workload.ts';
import { createWorld } from './world.ts';

// The third process: it sends real HTTP and writes down what it sent and what came back, one JSON line a request.
const { values } = parseArgs({
  options: {
    origin: { type: 'string' },
    out: { type: 'string' },
    seed: { type: 'string', default: '1' },
    requests: { type: 'string', default: '3000' },
    connections: { type: 'string', default: '16' },
    schema: { type: 'string', default: '' },
  },
});
const { origin = '', out = '' } = values;
const total = Number(values.requests);
const random = createRandom(Number(values.seed));
const client = createHttpClient(origin, Number(values.connections));
const lines = createWriteStream(out);
let sent = 0;

/** One line of the load's own record. */
export interface LoadLine {
  readonly kind: string;
  readonly status: number;
  readonly requestId: string;
  readonly sentRequestId: string | undefined;
  /** The flag of a valid traceparent that was sent; undefined where none was. */
  readonly sampled: boolean | undefined;
  readonly durationMs: number;
  readonly planted: readonly string[];
}

/** W3C trace context: one header, an ID that is not all zero; the last bit of the flags is the caller's decision. */
function callerDecision(header: string | string[] | undefined): boolean | undefined {
  if (typeof header !== 'string') return undefined;
  const [, traceId = '', , flags = ''] = header.split('-');
  return /^0*$/.test(traceId) ? undefined : flags === '01';
}

async function send(kind: string, request: Sent, planted: readonly string[] = []): Promise<Answer> {
  sent += 1;
  const answer = await client.send(request);
  const asked = request.headers?.['x-request-id'];
  const line: LoadLine = {
    kind,
    status: answer.status,
    requestId: answer.requestId,
    sentRequestId: typeof asked === 'string' ? asked : undefined,
    sampled: callerDecision(request.headers?.['traceparent']),
    durationMs: answer.durationMs,
    planted,
  };
  lines.write(`${JSON.stringify(line)}\n`);
  if (sent % 200 === 0) process.stdout.write(`${sent}\n`);
  return answer;
}

const world = await createWorld(send, random, 5, values.schema);
const worker = async (): Promise<void> => {
  while (sent < total) {
    const planned = nextRequest(world, random);
    const answer = await send(planned.kind, planned, planned.planted);
    planned.learn?.(answer);
  }
};
await Promise.all(Array.from({ length: Number(values.connections) }, worker));
for (const bytes of MALFORMED) {
  const status = await sendRaw(origin, bytes);
  lines.write(
    `${JSON.stringify({ kind: 'parser', status: Number(status.split(' ')[1] ?? 0), requestId: '', sentRequestId: undefined, sampled: undefined, durationMs: 0, planted: [] } satisfies LoadLine)}\n`,
  );
}
client.close();
await new Promise((resolve) => lines.end(resolve));
