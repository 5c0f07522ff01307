import path from 'node:path';
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '@plumbline/testkit/otlp';
import { bringPython } from './python.ts';
import { type LogLine, type ServiceProcess, startService } from './service-process.ts';

const FOLDER = path.join(import.meta.dirname, '..');

export type ServiceName = 'orders' | 'pricing' | 'stock';

/** The chain while it runs: three processes and a collector. */
export interface World {
  /** Node, then Python, then Node. */
  readonly services: Readonly<Record<ServiceName, ServiceProcess>>;
  /** The interpreter of the Python service. */
  readonly python: string;
  readonly spans: () => readonly ReceivedSpan[];
  /** Ends all three, and returns how; their logs and spans are complete then. */
  stop(): Promise<readonly string[]>;
}

/** The lines that belong to a request, by its ID. */
export const linesOf = (service: ServiceProcess, requestId: string): readonly LogLine[] =>
  service.lines.filter((line) => line['request_id'] === requestId);

function startNode(receiver: OtlpReceiver, next?: ServiceProcess): Promise<ServiceProcess> {
  return startService([process.execPath, '--conditions=plumbline:source', path.join(FOLDER, 'src/hop.ts')], {
    cwd: FOLDER,
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_TRACES_SAMPLER: 'parentbased_always_on',
      PLUMBLINE_IDENTITY_KEY: 'a key of a test, which nobody uses elsewhere',
      ...(next && { NEXT_URL: next.url }),
    },
  });
}

/**
 * Starts the last service first, because each is told where the one behind it listens. Those that run are ended where a later
 * one does not start.
 */
export async function startWorld(): Promise<World> {
  const python = bringPython();
  const receiver = await startOtlpReceiver();
  const running: ServiceProcess[] = [];
  const run = async (starting: Promise<ServiceProcess>): Promise<ServiceProcess> => {
    const service = await starting;
    // The first of the chain ends first, while those that it asks still answer.
    running.unshift(service);
    return service;
  };
  const stop = async (): Promise<readonly string[]> => {
    const ends: string[] = [];
    for (const service of running) ends.push(await service.stop());
    await receiver.close();
    return ends;
  };
  try {
    const stock = await run(startNode(receiver));
    const environment = { STOCK_URL: stock.url };
    const pricing = await run(startService([python, '-m', 'service'], { cwd: FOLDER, environment }));
    const orders = await run(startNode(receiver, pricing));
    return { services: { orders, pricing, stock }, python, spans: () => receiver.spans(), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
