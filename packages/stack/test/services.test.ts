import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { toHours } from '../src/services/addresses.ts';
import { retentionFaults } from '../src/services/retention.ts';
import { serviceFiles } from '../src/services/service-files.ts';
import { stackFiles } from '../src/stack-files.ts';
import { model } from './model.ts';
import { bare, everything, MODELS, onMimir, textOf } from './services-support.ts';

interface Settings {
  readonly usage_stats: { readonly enabled: boolean };
}

const WRITTEN = 'Written by `plumbline stack generate`';

/** Settings that would hold a secret, and the only forms in which they may stand. */
const SECRETS =
  /^\s*-?\s*([a-z_]*(?:password|token|secret|routing_key|api_url|webhook_url|key_file|url_file|password_file))\s*[:=]\s*(\S.*)$/gm;
const BY_FILE = /^"?(?:\/run\/secrets\/|\/etc\/plumbline\/|\$__file\{\/run\/secrets\/|true$)/;

describe.each(Object.entries(MODELS))('the services of the model "%s"', (_name, of) => {
  it('are the same bytes every time, end with a line break and say that they are written', () => {
    const files = serviceFiles(of);
    expect(serviceFiles(structuredClone({ ...of, instruments: new Map() }))).toEqual(files);
    expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
    const careless = files.filter(({ text }) => !text.endsWith('\n') || text.includes('undefined'));
    expect(careless).toEqual([]);
    const silent = files.filter(({ path, text }) => /\.(?:yml|alloy|ini)$/.test(path) && !text.includes(WRITTEN));
    expect(silent.map(({ path }) => path)).toEqual([]);
    const yaml = files.filter(({ path }) => path.endsWith('.yml'));
    expect(yaml.map(({ text }) => typeof parse(text))).toEqual(yaml.map(() => 'object'));
  });

  it('hold no secret: what is one is named as a file, and no variable is read but the folder of the stack', () => {
    const files = serviceFiles(of);
    const variables = files.flatMap(({ text }) => [...text.matchAll(/\$\{([A-Za-z_][^:}]*)/g)].map(([, name]) => name));
    expect(new Set(variables)).toEqual(new Set(['PLUMBLINE_STACK']));
    const secrets = files.flatMap(({ path, text }) =>
      [...text.matchAll(SECRETS)].map(([, key, value = '']) => ({ path, key, value })),
    );
    expect(secrets.length).toBeGreaterThan(0);
    expect(secrets.filter(({ value }) => !BY_FILE.test(value))).toEqual([]);
  });

  it('report nothing to their makers and ask nobody for updates', () => {
    const files = serviceFiles(of);
    const grafana = textOf(files, 'grafana/grafana.ini');
    expect(grafana).toContain('[auth.anonymous]\nenabled = false\n');
    // Whoever follows the link of an alert out of a chat is signed in.
    expect(grafana).toContain('cookie_samesite = lax\n');
    expect(grafana).toContain(
      '[analytics]\nreporting_enabled = false\ncheck_for_updates = false\ncheck_for_plugin_updates = false\n',
    );
    expect(grafana).toContain('preinstall_disabled = true\npublic_key_retrieval_disabled = true\n');
    expect(parse(textOf(files, 'loki/loki.yml'))).toMatchObject({ analytics: { reporting_enabled: false } });
    expect(parse(textOf(files, 'tempo/tempo.yml'))).toMatchObject({ usage_report: { reporting_enabled: false } });
    expect(textOf(files, 'compose.observability.yml').match(/--disable-reporting/g)?.length).toBeGreaterThan(0);
    const mimir = files.filter(({ path }) => path === 'mimir/mimir.yml').map(({ text }) => parse(text) as Settings);
    expect(mimir.map(({ usage_stats }) => usage_stats.enabled)).toEqual(of === onMimir ? [false] : []);
  });

  it('list in egress.lock every image, port, receiver, sender and switch, sorted, and no secret', () => {
    const lock = textOf(serviceFiles(of), 'egress.lock').trimEnd().split('\n');
    expect(lock[0]).toBe('stack-egress-lock 1');
    expect(lock.slice(1)).toEqual(lock.slice(1).toSorted());
    expect(lock.filter((line) => line.startsWith('port ')).every((line) => line.includes('  127.0.0.1:'))).toBe(true);
    expect(lock.filter((line) => /^switch .*=on/.test(line))).toEqual([]);
    expect(lock.filter((line) => line.startsWith('receiver '))).toHaveLength(of === bare ? 5 : 6);
    expect(lock).toContain(
      of === bare
        ? 'send  otlp  none'
        : 'send  otlp  https://ingest.example.com:443  logs,metrics,traces  key=file:/run/secrets/signoz',
    );
  });
});

describe('the stores', () => {
  it('keep as long as is asked for, in hours where Go reads them', () => {
    const files = serviceFiles({ ...model, retention: { metrics: '90d', logs: '36h', traces: '2w' } });
    expect(textOf(files, 'compose.observability.yml')).toContain('--storage.tsdb.retention.time=90d');
    expect(parse(textOf(files, 'loki/loki.yml'))).toMatchObject({
      limits_config: { retention_period: '36h' },
      compactor: { retention_enabled: true },
    });
    expect(parse(textOf(files, 'tempo/tempo.yml'))).toMatchObject({
      overrides: { defaults: { compaction: { block_retention: '336h' } } },
    });
    expect(parse(textOf(serviceFiles(onMimir), 'mimir/mimir.yml'))).toMatchObject({
      limits: { compactor_blocks_retention_period: '2160h', otel_metric_suffixes_enabled: true },
    });
    expect(['1d12h', '90m', '30s', '1y', '500ms'].map(toHours)).toEqual(['36h', '2h', '1h', '8760h', '1h']);
  });

  it('are found by a rule that looks back further than metrics are kept', () => {
    const rules = (range: string) => [{ path: 'prometheus/rules/slo.yml', text: `expr: sum(increase(x${range}))` }];
    expect(retentionFaults(model, rules('[30d]'))).toEqual([]);
    expect(retentionFaults(model, rules('[1h] offset 13w'))).toEqual([
      '`retention.metrics` is 90d, and a rule of prometheus/rules/slo.yml looks back 13w',
    ]);
    expect(
      retentionFaults({ ...model, retention: { ...model.retention, metrics: '15d' } }, rules('[30d:1h]')),
    ).toHaveLength(1);
  });

  it('are refused with the whole stack where a rule of it looks back further', () => {
    const short = { ...model, retention: { ...model.retention, metrics: '1h' } };
    expect(() => stackFiles(short)).toThrow(
      expect.objectContaining({
        code: 'PLB_STACK_OPTION',
        message: expect.stringContaining('`retention.metrics` is 1h') as string,
      }),
    );
  });

  it('name metrics and labels alike on both roads, and traces by the name that OpenTelemetry has', () => {
    const files = serviceFiles(bare);
    expect(parse(textOf(files, 'prometheus/prometheus.yml'))).toMatchObject({
      otlp: {
        translation_strategy: 'UnderscoreEscapingWithSuffixes',
        promote_resource_attributes: [
          'service.name',
          'service.namespace',
          'service.version',
          'deployment.environment.name',
        ],
      },
      storage: { tsdb: { out_of_order_time_window: '30m' } },
    });
    expect(textOf(files, 'tempo/tempo.yml')).toContain('trace_id_label_name: trace_id');
    const loki = parse(textOf(files, 'loki/loki.yml')) as { distributor: { otlp_config: Record<string, string[]> } };
    expect(loki.distributor.otlp_config['default_resource_attributes_as_index_labels']).not.toContain(
      'service.instance.id',
    );
    expect(textOf(serviceFiles(everything), 'alloy/config.alloy')).toContain(
      'deployment_environment_name = "production"',
    );
  });

  it('are scraped under the names by which alerts know them, by Prometheus, or by the collector beside Mimir', () => {
    const { scrape_configs: scrapes } = parse(textOf(serviceFiles(bare), 'prometheus/prometheus.yml')) as {
      scrape_configs: { job_name: string }[];
    };
    const parts = ['alertmanager', 'alloy', 'grafana', 'loki', 'prometheus', 'tempo'];
    expect(scrapes.map(({ job_name }) => job_name)).toEqual(parts);
    const files = serviceFiles(onMimir);
    expect(files.some(({ path }) => path.startsWith('prometheus/'))).toBe(false);
    const alloy = textOf(files, 'alloy/config.alloy');
    for (const part of parts) expect(alloy).toMatch(new RegExp(`job += "${part === 'prometheus' ? 'mimir' : part}"`));
    expect(alloy).toContain('url            = "http://mimir:8080/api/v1/push"');
  });
});
