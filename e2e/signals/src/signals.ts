import { createMetrics, type Dependencies, type Metrics, type MetricsOptions } from '@plumbline/metrics';
import { startOtel } from '@plumbline/otel';
import type { Log } from '@plumbline/core';
import { freePort } from '../../health/src/server-process.ts';

/** Metrics of a service, and what a scrape of its endpoint says. */
export interface Signals<D extends Dependencies, Job extends string> extends AsyncDisposable {
  readonly metrics: Metrics<D, Job>;
  /** Every line of one scrape, by its name with labels: `plumbline_queue_depth{queue="mail"}`. */
  readonly scrape: () => Promise<Readonly<Record<string, number>>>;
  /** Every text of every scrape so far. */
  readonly texts: readonly string[];
  /** Messages of the log. */
  readonly said: readonly string[];
}

const valueOf = (text: string): number => (text === '+Inf' ? Infinity : Number(text));

const parse = (text: string): Record<string, number> =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const space = line.lastIndexOf(' ');
        return [line.slice(0, space), valueOf(line.slice(space + 1))];
      }),
  );

/** The real pipeline: the instruments of `createMetrics` in the SDK, read over HTTP as Prometheus reads them. */
export async function startSignals<const D extends Dependencies, const Job extends string = string>(
  options: Omit<MetricsOptions<D, Job>, 'meter' | 'log'>,
): Promise<Signals<D, Job>> {
  const port = await freePort();
  const otel = await startOtel({
    service: { name: 'signals', version: '1.0.0', environment: 'test' },
    prometheus: { port },
  });
  const said: string[] = [];
  const say = (...args: unknown[]): void =>
    void said.push(JSON.stringify(args.map((arg) => (arg instanceof Error ? arg.message : arg))));
  const log: Log = { trace: say, debug: say, info: say, warn: say, error: say, fatal: say, child: () => log };
  const metrics = createMetrics({ ...options, meter: otel.meter('signals'), log });
  const texts: string[] = [];
  return {
    metrics,
    said,
    texts,
    async scrape() {
      const response = await fetch(`http://127.0.0.1:${port}/metrics`);
      const text = await response.text();
      texts.push(text);
      return parse(text);
    },
    async [Symbol.asyncDispose]() {
      metrics.shutdown();
      await otel.shutdown();
    },
  };
}
