import process from 'node:process';
import { startOtlpReceiver } from '@plumbline/testkit/otlp';

/** The OTLP receiver in a process of its own: says where it listens, and on any message what it got. */

export interface ReceiverCounts {
  readonly spans: number;
  readonly metrics: number;
  readonly logs: number;
  readonly faults: number;
}

const receiver = await startOtlpReceiver();
process.on('message', () => {
  const counts: ReceiverCounts = {
    spans: receiver.spans().length,
    metrics: receiver.metrics().length,
    logs: receiver.logs().length,
    faults: receiver.faults.length,
  };
  process.send?.(counts);
});
process.send?.({ url: receiver.url });
