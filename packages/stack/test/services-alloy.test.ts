import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
// The lists by which nothing of the kind is sent; the collector deletes by the same.
import * as otel from '../../otel/src/forbidden-attributes.ts';
import { URLS } from '../../otel/src/redact-telemetry.ts';
import * as stack from '../src/services/alloy/forbidden.ts';
import { privacyTransform } from '../src/services/alloy/privacy.ts';
import { type Block, toAlloy } from '../src/services/alloy/syntax.ts';
import { serviceFiles } from '../src/services/service-files.ts';
import { bare, composeOf, everything, textOf } from './services-support.ts';

const { attributes: conventions } = JSON.parse(
  readFileSync(new URL('../../otel/test/conventions/registry.json', import.meta.url), 'utf8'),
) as { attributes: Readonly<Record<string, string>> };

/** Names that are deleted or kept, of each list and beside it. */
const NAMES = [
  ...Object.keys(conventions).flatMap((name) => [name, `${name}.x`, `${name}x`]),
  ...[...stack.FORBIDDEN_NAMES, ...stack.FORBIDDEN_TEMPLATES].flatMap((name) => [name, `${name}.x`, `${name}x`]),
  ...stack.FORBIDDEN_GROUPS.map((group) => `${group}x`),
  ...stack.KEPT,
  'http.route',
  'url.path.x',
  'xurl.path',
  'enduser',
  'user',
  'rpc.metadata',
  'plumbline.request_id',
  'rpc.dubbo.request.metadata.x',
  'rpc.a.b.request.metadata.x',
  'k8s.own_kind.annotation.x',
];

const isDeleted = (name: string): boolean =>
  new RegExp(stack.FORBIDDEN_PATTERN).test(name) && !stack.KEPT.includes(name);

/** Words of names that may say who, where from, or what was said. */
const TELLING =
  /(?:^|[._])(?:ip|mac|addr|addresse?s?|users?|email|peer|query|parameters?|metadata|headers?|body|content|arg(?:ument)?s|command(?:_line)?|owner|path|ur[il]|full|statement|text|documents?|messages|session|environment_variable|annotation|labels|client|prompt|completion|keys?|connection_string|original|hostname|target)(?:[._]|$)/;

/** Names with such a word that stay, and why. */
const STAYS: readonly [RegExp, string][] = [
  [/^(?:url[.]full|http[.]url|browser[.]document[.]url[.]full)$/, 'keep the origin only'],
  [/^(?:user[.](?:hash|roles)|gen_ai[.]prompt[.]name)$/, 'a keyed hash, roles, the name of a template'],
  [/^(?:server[.]address|peer[.]service|service[.]peer[.]\w+)$/, 'the service that is called'],
  [/^url[.]template$|[._](?:size|length|length_uncompressed|tokens|type|count)$/, 'kinds and numbers'],
  [/^url[.](?:port|scheme|extension|(?:registered_|top_level_|sub)?domain)$/, 'of the host and the kind of file'],
  [/^(?:otel[.]scope|pprof)[.]/, 'pages of a library'],
  [/^aspnetcore[.]/, 'words of a closed list'],
  [/^http[.]request[.]method_original$|^rpc[.]method_original$/, 'methods'],
  [/^(?:cicd|vcs)[.]/, 'pipelines and repositories'],
  [/^(?:code|log)[.]file[.]path|^file[.]/, 'files of the application; of an owner it is deleted'],
  [/^(?:k8s[.]pod|gcp[.]gce[.]instance)[.]hostname$|^k8s[.].*labels$|^k8s[.]service[.]/, 'what a cluster selects by'],
  [/^db[.](?:query[.]summary|client[.]connections?[.].*|cosmosdb[.].*)$/, 'without values'],
  [/^(?:cassandra|azure|aws[.]sqs)[.]/, 'names of queues and clients in a cloud'],
  [
    /^messaging[.](?:client|gcp_pubsub|rabbitmq|rocketmq)|^gcp[.]client[.]service$/,
    'names of consumers and queues, order of messages',
  ],
  [/^feature_flag[.]key$/, 'the name of a flag'],
  [/^faas[.]document[.](?:collection|operation|time)$/, 'beside the name of the document, which is deleted'],
  [/^process[.]session_leader[.]pid$/, 'a number of the machine'],
];

describe('the collector', () => {
  it('deletes what @plumbline/otel never sends, by the same lists, and nothing else that it does send', () => {
    const { ADDRESSES, FORBIDDEN_GROUPS, FORBIDDEN_NAMES, FORBIDDEN_TEMPLATES, KEPT } = stack;
    expect([FORBIDDEN_NAMES, FORBIDDEN_GROUPS, FORBIDDEN_TEMPLATES, KEPT, ADDRESSES]).toEqual([
      otel.NAMES,
      otel.GROUPS,
      otel.TEMPLATES,
      otel.KEPT,
      URLS,
    ]);
    expect(NAMES.filter(isDeleted)).toEqual(NAMES.filter((name) => otel.isForbidden(name)));
    expect(KEPT.filter((name) => otel.isForbidden(name))).toEqual([]);
  });

  it('has decided on every name of the conventions that may tell who, where from or what was said', () => {
    const telling = Object.keys(conventions).filter((name) => TELLING.test(name));
    const undecided = telling.filter((name) => !isDeleted(name) && !STAYS.some(([stays]) => stays.test(name)));
    expect(undecided).toEqual([]);
    expect(telling.filter(isDeleted).length).toBeGreaterThan(100);
  });

  it('has no entry that means nothing: each is a name of the conventions, or of the few beside them', () => {
    const names = Object.keys(conventions);
    const known = (entry: string): boolean => {
      const form = new RegExp(
        `^${entry.replaceAll('.', '[.]').replaceAll('*', '[^.]+')}${entry.endsWith('.') ? '' : '$'}`,
      );
      return names.some((name) => form.test(name));
    };
    const entries = [...otel.NAMES, ...otel.GROUPS, ...otel.TEMPLATES];
    expect(entries.filter((entry) => !known(entry))).toEqual([
      'client.socket.address',
      'peer.address',
      'peer.ipv4',
      'peer.ipv6',
      'messaging.header',
    ]);
  });

  it('reads resource, scope and every kind of item of every signal', () => {
    const { blocks = [] } = privacyTransform('next');
    expect(blocks.map(({ attributes, name }) => [name, attributes?.['context']])).toEqual([
      ...['resource', 'scope', 'span', 'spanevent'].map((context) => ['trace_statements', context]),
      ...['resource', 'scope', 'log'].map((context) => ['log_statements', context]),
      ...['resource', 'scope', 'datapoint'].map((context) => ['metric_statements', context]),
      ['output', undefined],
    ]);
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
