import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { PROMOTED } from '../../../packages/stack/src/services/addresses.ts';
import { buildCollector } from '../../collector/live/build-collector.ts';
import { type ServerProcess, startServer } from './server-process.ts';

export interface CollectorOptions {
  readonly directory: string;
  readonly port: number;
  /** Where its own metrics are scraped. */
  readonly telemetryPort: number;
  /** Prometheus that metrics are written to. */
  readonly remoteWrite: string;
}

/** Labels of every series from attributes of the resource: what Prometheus' own receiver of OTLP does with the same list. */
const PROMOTION = PROMOTED.map((name) => `set(datapoint.attributes["${name}"], resource.attributes["${name}"])`);

const configurationOf = ({ directory, port, remoteWrite, telemetryPort }: CollectorOptions): object => ({
  receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } },
  processors: { transform: { metric_statements: PROMOTION } },
  exporters: {
    prometheusremotewrite: { endpoint: remoteWrite, target_info: { enabled: true } },
    file: { path: path.join(directory, 'signals.jsonl') },
  },
  service: {
    telemetry: {
      metrics: {
        level: 'normal',
        readers: [
          {
            pull: { exporter: { prometheus: { host: '127.0.0.1', port: telemetryPort, without_type_suffix: false } } },
          },
        ],
      },
    },
    pipelines: {
      metrics: { receivers: ['otlp'], processors: ['transform'], exporters: ['prometheusremotewrite'] },
      traces: { receivers: ['otlp'], exporters: ['file'] },
      logs: { receivers: ['otlp'], exporters: ['file'] },
    },
  },
});

/** An OpenTelemetry Collector of the official builder between the replicas and Prometheus. */
export async function startCollector(options: CollectorOptions): Promise<ServerProcess> {
  const { directory, telemetryPort } = options;
  const program = buildCollector(path.join(import.meta.dirname, '..'));
  const config = path.join(directory, 'collector.yaml');
  writeFileSync(config, stringify(configurationOf(options)));
  return startServer({
    name: 'the collector',
    command: program,
    args: [`--config=file:${config}`],
    cwd: directory,
    logFile: path.join(directory, 'collector.log'),
    readyUrl: `http://127.0.0.1:${telemetryPort}/metrics`,
  });
}
