import { startSink } from '../events/start-sink.ts';
import { startHelper } from '../processes/helper.ts';
import type { IngestCounts } from '../processes/sentry-ingest.ts';
import { holdCount, type HttpScale, measure, type Measured, receivedShares } from './measure.ts';
import type { Destinations, Stack } from './stack.ts';

/** What was made to check that the tracker is told. */
const LAST_ERROR = 'the last request failed';

/** One side with all duties: nothing of it counts unless everything it did has arrived. */
export async function measureStack(
  startStack: (destinations: Destinations) => Promise<Stack> | Stack,
  scale: HttpScale,
  tracker: 'none' | 'sentry',
  { metrics = true }: { readonly metrics?: boolean } = {},
): Promise<Record<string, number>> {
  using receiver = startHelper('otlp-receiver');
  using sink = await startSink();
  using ingest = startHelper('sentry-ingest');
  const [{ url: otlp }, { dsn }] = await Promise.all([
    receiver.hear<{ url: string }>(),
    ingest.hear<{ dsn: string }>(),
  ]);
  const stack = await startStack({ otlp, sink: sink.origin, dsn: tracker === 'sentry' ? dsn : undefined });
  const measured: Measured = await measure(stack.createServer(stack.handler), scale);
  if (tracker === 'sentry') stack.captureError(new Error(LAST_ERROR));
  const { audited } = await stack.finish();
  const { answered, mutations } = measured;
  const events = await sink.arrived(answered);
  holdCount('product events', events, answered);
  holdCount('audit records', audited, mutations);
  const { errors, transactions, spans } = await ingest.ask<IngestCounts>({ count: true });
  if (errors !== (tracker === 'sentry' ? 1 : 0)) throw new Error(`the tracker got ${errors} errors`);
  return {
    ...measured,
    ...(await receivedShares(receiver, measured, { spans: 0.1, logs: 1, metrics })),
    eventsPerRequest: events / answered,
    auditedPerMutation: audited / mutations,
    trackerSpansPerRequest: (transactions + spans) / answered,
  };
}
