import { Agent, request } from 'node:http';
import { BATCH } from '../events/sink-adapter.ts';
import { varint } from './floor-forms.ts';
import { resource, resourceJson, scope } from './floor-records.ts';

/** What the side `floor` sends. Nothing is bounded, repeated or counted as lost. */

/** Room for a batch of any of its records. */
const BATCH_BYTES = 1_048_576;
/** What waits for a batch to fill goes after so long. */
const BATCH_MS = 1_000;
const METRICS_MS = 60_000;

export interface Batch {
  add(bytes: Buffer, tail?: string): void;
  flush(): void;
}

export interface Delivery {
  /** Rows to `url`, as they are. */
  rows(url: string): Batch;
  /** Records of one signal, within their resource and scope. */
  records(url: string): Batch;
  /** Sends what `collect` says, now and then. */
  metrics(url: string, collect: () => readonly object[]): void;
  /** Sends what waits, and waits for all answers. */
  finish(): Promise<void>;
}

const envelope = (length: number): Buffer => {
  const within = Buffer.concat([Buffer.of(0x12), varint(scope.length + length), scope]);
  const whole = varint(resource.length + within.length + length);
  return Buffer.concat([Buffer.of(0x0a), whole, resource, within]);
};

type Post = (url: string, type: string, parts: readonly Buffer[], taken: () => void) => void;

function createPost(agent: Agent, underWay: Set<Promise<void>>): Post {
  return (url, type, parts, taken) => {
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    const sent = new Promise<void>((resolve, reject) => {
      const headers = { 'content-type': type, 'content-length': length };
      const call = request(url, { method: 'POST', agent, headers }, (answer) => {
        answer.resume().on('end', resolve);
      });
      call.on('error', reject);
      for (const part of parts) call.write(part);
      call.end();
    });
    underWay.add(sent);
    const settle = (): void => {
      underWay.delete(sent);
      taken();
    };
    void sent.finally(settle);
  };
}

/** Bytes of many records in one piece of memory, which is used again once they were taken. */
function createBatch(send: (bytes: Buffer, done: () => void) => void): Batch {
  const free: Buffer[] = [];
  let bytes: Buffer = Buffer.allocUnsafeSlow(BATCH_BYTES);
  let used = 0;
  let count = 0;
  const flush = (): void => {
    if (count === 0) return;
    const sent = bytes;
    send(sent.subarray(0, used), () => free.push(sent));
    bytes = free.pop() ?? Buffer.allocUnsafeSlow(BATCH_BYTES);
    used = 0;
    count = 0;
  };
  return {
    add(record, tail = '') {
      bytes.set(record, used);
      used += record.length;
      if (tail !== '') used += bytes.write(tail, used, 'latin1');
      count += 1;
      if (count === BATCH) flush();
    },
    flush,
  };
}

export function createDelivery(): Delivery {
  const agent = new Agent({ keepAlive: true });
  const underWay = new Set<Promise<void>>();
  const post = createPost(agent, underWay);
  const flushes: (() => void)[] = [];
  const every = (ms: number, flush: () => void): void => {
    flushes.push(flush);
    setInterval(flush, ms).unref();
  };
  const batch = (send: Parameters<typeof createBatch>[0]): Batch => {
    const made = createBatch(send);
    every(BATCH_MS, () => made.flush());
    return made;
  };
  return {
    rows: (url) => batch((bytes, done) => post(url, 'text/plain', [bytes], done)),
    records: (url) =>
      batch((bytes, done) => post(url, 'application/x-protobuf', [envelope(bytes.length), bytes], done)),
    metrics(url, collect) {
      every(METRICS_MS, () => {
        const scopeMetrics = [{ scope: { name: 'floor' }, metrics: collect() }];
        const body = JSON.stringify({ resourceMetrics: [{ resource: resourceJson, scopeMetrics }] });
        post(url, 'application/json', [Buffer.from(body)], () => undefined);
      });
    },
    async finish() {
      for (const flush of flushes) flush();
      await Promise.all(underWay);
      agent.destroy();
    },
  };
}
