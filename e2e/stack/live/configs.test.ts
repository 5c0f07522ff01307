import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { afterAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { StackModel } from '../../../packages/stack/src/model/stack-model.ts';
import { stackFiles } from '../../../packages/stack/src/stack-files.ts';
import { bare, MODELS } from '../../../packages/stack/test/services-support.ts';
import { buildChecker } from './checkers.ts';
import { run, writeStacks } from './configs-support.ts';

const programs = {
  alloy: buildChecker('alloy'),
  prometheus: buildChecker('prometheus'),
};

const { folder, read, rootOf } = writeStacks();
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  // What nothing here can judge, so that nobody takes silence for a proof.
  process.stdout.write(
    [
      'Not checked here: that images exist and start, and their health checks; Loki, Tempo, Mimir and Grafana reading',
      'their configuration (none is in Debian; Loki and Tempo take too long to build or cannot be had as modules);',
      'Alloy building its components (its syntax and their names are checked); delivery to Teams, Slack, PagerDuty and',
      'mail; the Kubernetes API taking the objects.\n',
    ].join('\n'),
  );
});

describe('Alloy, by its own syntax', () => {
  /** Every configuration: the files, and those within ConfigMaps. */
  const configsOf = (model: StackModel): string[] =>
    stackFiles(model).flatMap(({ path: name, text }) => {
      if (name.endsWith('.alloy')) return [text];
      if (name !== 'kubernetes/collector.yml') return [];
      const objects = parseAllDocuments(text).map((one) => one.toJS() as { data?: Record<string, string> });
      return objects.flatMap(({ data }) => data?.['config.alloy'] ?? []);
    });

  it.each(Object.entries<StackModel>(MODELS))(
    'reads what is written for "%s", and would format it the same',
    (_name, model) => {
      const texts = configsOf(model);
      expect(texts).toHaveLength(model === bare ? 2 : 5);
      for (const text of texts) {
        const file = path.join(folder, 'config.alloy');
        writeFileSync(file, text);
        expect(run(programs.alloy, [file])).toEqual({ code: 0, stdout: text, stderr: '' });
      }
    },
  );

  it('would refuse a block that does not end', () => {
    const file = path.join(folder, 'wrong.alloy');
    writeFileSync(file, read('everything', 'alloy/config.alloy').replace(/\}\n$/, ''));
    expect(run(programs.alloy, [file])).toMatchObject({ code: 1, stderr: expect.stringContaining('expected }') });
  });
});

describe('Prometheus 3.14, by its own package', () => {
  it.each(['everything', 'bare'])('takes the configuration of "%s"', (name) => {
    const { code, stdout } = run(programs.prometheus, [path.join(rootOf(name), 'prometheus/prometheus.yml')]);
    expect(code).toBe(0);
    expect(parse(stdout)).toMatchObject({
      otlp: { translation_strategy: 'UnderscoreEscapingWithSuffixes' },
      storage: { tsdb: { out_of_order_time_window: '30m' } },
      alerting: { alertmanagers: [{ static_configs: [{ targets: ['alertmanager:9093'] }] }] },
    });
  });

  it('would refuse a setting that it does not know', () => {
    const file = path.join(folder, 'wrong.yml');
    writeFileSync(file, read('bare', 'prometheus/prometheus.yml').replace('promote_resource', 'promote_resorce'));
    expect(run(programs.prometheus, [file])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('promote_resorce_attributes not found'),
    });
  });
});

it('checks what the stack pins', () => {
  expect(read('everything', 'compose.observability.yml')).toContain('prom/alertmanager:v0.34.2');
  expect(read('everything', 'compose.observability.yml')).toContain('prom/prometheus:v3.14.0');
  expect(read('everything', 'compose.observability.yml')).toContain('grafana/alloy:v1.18.1');
});
