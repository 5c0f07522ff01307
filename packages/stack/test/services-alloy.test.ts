import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
// The list by which nothing of the kind is sent; the collector deletes by the same.
import { isForbidden } from '../../otel/src/forbidden-attributes.ts';
import { FORBIDDEN_GROUPS, FORBIDDEN_NAMES, FORBIDDEN_PATTERN, KEPT } from '../src/services/alloy/privacy.ts';
import { type Block, toAlloy } from '../src/services/alloy/syntax.ts';
import { serviceFiles } from '../src/services/service-files.ts';
import { bare, composeOf, everything, textOf } from './services-support.ts';

const OURS = [...FORBIDDEN_NAMES, ...FORBIDDEN_GROUPS.map((group) => `${group}x`)];

const OTHERS = [
  'http.route',
  'url.path.x',
  'xurl.path',
  'user.roles',
  'user.hash',
  'server.address',
  'enduser',
  'plumbline.request_id',
];

describe('the collector', () => {
  it('deletes what @plumbline/otel never sends, and nothing else that it does send', () => {
    const pattern = new RegExp(FORBIDDEN_PATTERN);
    const source = readFileSync(new URL('../../otel/src/forbidden-attributes.ts', import.meta.url), 'utf8');
    const theirs = [...source.matchAll(/'([a-z_]+[.][\w.-]*)'/g)].map(([, name = '']) => name);
    expect(theirs.length).toBeGreaterThan(20);
    const names = [...new Set([...theirs, ...theirs.map((name) => `${name}x`), ...OURS, ...KEPT, ...OTHERS])];
    const deleted = names.filter((name) => pattern.test(name) && !KEPT.includes(name));
    expect(deleted).toEqual(names.filter(isForbidden));
  });

  it('lets nothing reach a store or a second receiver but through the transform', () => {
    const config = textOf(serviceFiles(everything), 'alloy/config.alloy');
    const uses = [...config.matchAll(/otelcol\.exporter\.otlphttp\.(\w+)\.input/g)].map(({ index }) => index);
    const batch = config.indexOf('otelcol.processor.batch "all"');
    const end = config.indexOf('\n}\n', batch);
    expect(uses.length).toBe(6);
    expect(uses.every((at) => at > batch && at < end)).toBe(true);
    expect(config.match(/otelcol\.processor\.batch\.all\.input/g)).toHaveLength(3);
    expect(config.slice(config.indexOf('otelcol.processor.transform "privacy"'), batch)).toContain(
      'error_mode = "propagate"',
    );
  });

  it('sends to nobody else, probes nothing and scrapes nothing unless it is told to', () => {
    const config = textOf(serviceFiles(bare), 'alloy/config.alloy');
    expect([...config.matchAll(/"(https?:\/\/[^"]+)"/g)].map(([, url]) => url)).toEqual([
      'http://prometheus:9090/api/v1/otlp',
      'http://loki:3100/otlp',
      'http://tempo:4318',
    ]);
    expect(config).not.toMatch(/prometheus\.(?:scrape|exporter)/);
    expect(serviceFiles(bare).filter(({ path }) => path.startsWith('alloy/'))).toHaveLength(1);
  });

  it('names what is asked, not who asks: the job and the instance of an exporter within it are set', () => {
    const files = serviceFiles(everything);
    const exporters = textOf(files, 'alloy/exporters.alloy');
    const jobs = [...exporters.matchAll(/target_label = "job"\n\t\treplacement +?= "(\w+)"/g)].map(([, job]) => job);
    expect(jobs).toEqual(['node', 'cadvisor', 'postgres']);
    expect(exporters.match(/replacement +?= constants\.hostname/g)).toHaveLength(2);
    expect(exporters.match(/targets += discovery\.relabel\.\w+\.output/g)).toHaveLength(3);
    expect(composeOf(everything).services['alloy-exporters']).toMatchObject({ hostname: 'docker-host' });
    expect(textOf(files, 'alloy/config.alloy')).toMatch(
      /"instance"\n\t\treplacement += "http:\/\/approvals:8080\/readyz"/,
    );
  });

  it('does not store the lines of the application twice', () => {
    const logs = textOf(serviceFiles(everything), 'alloy/container-logs.alloy');
    expect(logs).toMatch(/regex +=? *"approvals"\n\t\taction += "drop"/);
  });
});

const block = (more: Partial<Block>): Block => ({
  name: 'local.file',
  label: 'x',
  attributes: { filename: '/a' },
  ...more,
});

describe('the writer', () => {
  it('writes as the formatter of Alloy does', () => {
    const long = 'a'.repeat(90);
    expect(
      toAlloy('One.\n\nTwo.', [
        block({ comment: 'Why.', attributes: { filename: 'a "b" \\ \n', is_secret: true } }),
        { name: 'loki.write', label: 'y', blocks: [{ name: 'endpoint', attributes: { url: long } }] },
        {
          name: 'prometheus.scrape',
          label: 'z',
          attributes: {
            targets: [{ object: { __address__: 'h:1', 'a-b': '1' } }],
            forward_to: [{ ref: 'a.b' }],
            job_name: 'j',
          },
        },
      ]),
    ).toBe(
      [
        '// One.\n//\n// Two.\n\n// Why.\nlocal.file "x" {\n\tfilename  = "a \\"b\\" \\\\ \\n"\n\tis_secret = true\n}\n',
        `loki.write "y" {\n\tendpoint {\n\t\turl = "${long}"\n\t}\n}\n`,
        'prometheus.scrape "z" {\n\ttargets = [\n\t\t{\n\t\t\t__address__ = "h:1",\n\t\t\t"a-b"       = "1",\n\t\t},\n\t]\n\tforward_to = [a.b]\n\tjob_name   = "j"\n}\n',
      ].join('\n'),
    );
  });

  it.each([
    [block({ name: 'local.flie' }), /nothing is called `local\.flie`/],
    [block({ attributes: { filename: '/a', secret: true } }), /`local\.file` has no attribute `secret`/],
    [block({ attributes: {} }), /`local\.file` needs the attribute `filename`/],
    [block({ blocks: [{ name: 'watch' }] }), /nothing is called `local\.file > watch`/],
    [block({ name: 'loki.write', attributes: {} }), /`loki\.write` needs the block `endpoint`/],
    [block({ attributes: { filename: { raw: 'a`b' } } }), /cannot hold a backtick/],
  ])('refuses what Alloy does not know', (wrong, message) => {
    const write = () => toAlloy('x', [wrong]);
    expect(write).toThrow(message);
    expect(write).toThrow(expect.objectContaining({ code: 'PLB_BUG' }));
  });
});
