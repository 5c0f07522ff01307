import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import type { StackFile } from '../../../packages/stack/src/model/stack-file.ts';
import type { StackModel } from '../../../packages/stack/src/model/stack-model.ts';
import { applicationJob, applicationLabels } from '../../../packages/stack/src/services/addresses.ts';
import { bringProgram } from './debian.ts';
import { quickRules } from './quicken.ts';
import { type ServerProcess, startServer } from './server-process.ts';

export interface PrometheusOptions {
  readonly directory: string;
  readonly files: readonly StackFile[];
  readonly model: StackModel;
  readonly port: number;
  readonly alertmanager: string;
  /** Of the parts that run here, `host:port` by job; the others are left out. */
  readonly parts: Readonly<Record<string, string>>;
  /** Replicas to scrape, where metrics travel that way. */
  readonly replicas: readonly string[];
}

/** The lookback of an instant query, as much shorter as everything else. */
const LOOKBACK = '15s';
/** So is the time after which an alert is told again to Alertmanager, which forgets it after four of them. */
const RESEND = '5s';

interface Configuration {
  global: Record<string, string>;
  rule_files: string[];
  alerting: { alertmanagers: { static_configs: { targets: string[] }[] }[] };
  otlp?: unknown;
  scrape_configs: { job_name: string; static_configs: { targets: string[]; labels?: Record<string, string> }[] }[];
}

/** What was generated, with the addresses of this test and its times. Debian's 2.42 knows no `otlp`. */
function configurationOf(options: PrometheusOptions): string {
  const { alertmanager, directory, files, model, parts, replicas } = options;
  const text = files.find((file) => file.path === 'prometheus/prometheus.yml')?.text ?? '';
  const generated = parse(text) as Configuration;
  delete generated.otlp;
  generated.global = { ...generated.global, scrape_interval: '1s', evaluation_interval: '1s', scrape_timeout: '1s' };
  generated.rule_files = [path.join(directory, 'rules/*.yml')];
  generated.alerting = { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] };
  const kept = generated.scrape_configs.flatMap(({ job_name: job }) => {
    const target = parts[job];
    return target === undefined ? [] : [{ job_name: job, static_configs: [{ targets: [target] }] }];
  });
  const application = {
    job_name: applicationJob(model),
    static_configs: [{ targets: [...replicas], labels: applicationLabels(model) as Record<string, string> }],
  };
  generated.scrape_configs = replicas.length > 0 ? [...kept, application] : kept;
  return stringify(generated);
}

/** Debian's Prometheus on the generated configuration and rules. */
export async function startPrometheus(options: PrometheusOptions): Promise<ServerProcess> {
  const { directory, files, port } = options;
  mkdirSync(path.join(directory, 'rules'), { recursive: true });
  for (const { path: name, text } of files) {
    if (!/^prometheus\/rules\/[^/]+\.yml$/.test(name)) continue;
    writeFileSync(path.join(directory, 'rules', path.basename(name)), quickRules(text));
  }
  const config = path.join(directory, 'prometheus.yml');
  writeFileSync(config, configurationOf(options));
  const args = {
    'config.file': config,
    'storage.tsdb.path': path.join(directory, 'data'),
    'web.listen-address': `127.0.0.1:${port}`,
    'web.external-url': `http://127.0.0.1:${port}`,
    'query.lookback-delta': LOOKBACK,
    'rules.alert.resend-delay': RESEND,
    'log.level': 'warn',
  };
  return startServer({
    name: 'Prometheus',
    command: bringProgram('prometheus'),
    args: [...Object.entries(args).map(([name, value]) => `--${name}=${value}`), '--web.enable-remote-write-receiver'],
    cwd: directory,
    logFile: path.join(directory, 'prometheus.log'),
    readyUrl: `http://127.0.0.1:${port}/-/ready`,
  });
}
