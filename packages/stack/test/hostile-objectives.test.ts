import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { templateFault } from '../src/alerts/templates.ts';
import type { AlertDefinition } from '../src/model/alert.ts';
import type { StackFile } from '../src/model/stack-file.ts';
import { parseQuery, withinOf } from '../src/promql/syntax.ts';
import { resolveStack } from '../src/resolve-stack.ts';
import { burnRates } from '../src/slo/burn-rates.ts';
import { defineSlo } from '../src/slo/define-slo.ts';
import { stackFiles } from '../src/stack-files.ts';
import { application } from './model.ts';

/** What a file of JavaScript may hand over, whatever the types say. */
const files = (options: object, of = application): readonly StackFile[] => stackFiles(resolveStack(of, options));
const saying = (options: object, of = application): string => {
  try {
    files(options, of);
  } catch (error) {
    expect(error).toMatchObject({ code: expect.stringMatching(/^PLB_STACK_(?:OPTION|PROOF)$/) as string });
    return String(error);
  }
  return '';
};

const pages = { name: 'pages', description: 'Pages.', objective: 0.99, indicator: { kind: 'availability' } };
const slo = (more: object): object => ({ slos: [{ ...pages, ...more }] });
const availability = (routes: unknown): object => slo({ indicator: { kind: 'availability', routes } });
const freshness = (more: object): object =>
  slo({ indicator: { kind: 'freshness', job: 'digest', maxAgeSeconds: 90_000, ...more } });

const job = 'plumbline_job_runs_total{outcome="failure"}';
const own: AlertDefinition = {
  name: 'OwnAlert',
  severity: 'critical',
  layer: 'reliability',
  summary: 'Jobs fail',
  description: '{{ $value | humanize }} jobs fail.',
  expr: `sum(${job}) > 3`,
  for: '5m',
  board: 'plumbline-reliability',
  runbook: { meaning: 'm', impact: 'i', diagnosis: ['d'], mitigation: ['m'] },
  proofs: [
    { title: 'fires', series: [{ series: job, values: '0+1x50' }], fires: [{ at: '20m' }], quiet: [] },
    { title: 'quiet', series: [{ series: job, values: '0x50' }], fires: [], quiet: ['20m'] },
  ],
};
const alert = (more: object): object => ({ alerts: [{ ...own, ...more }] });

interface Rule {
  readonly expr: string;
  readonly record?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
}

/** What Prometheus would refuse in the files of rules, and with it all of them. */
function unreadable(written: readonly StackFile[]): readonly string[] {
  return written
    .filter(({ path }) => path.startsWith('prometheus/rules/'))
    .flatMap(({ text }) => {
      const { groups } = parse(text) as RuleFile;
      const names = groups.map(({ name }) => name);
      const rules = groups.flatMap((group) => group.rules);
      const texts = rules.flatMap(({ annotations = {}, labels = {} }) => Object.values({ ...labels, ...annotations }));
      return [
        ...names.filter((name, index) => names.indexOf(name) !== index),
        ...rules.flatMap(({ expr, record = 'a' }) => {
          const parsed = parseQuery(expr);
          const nodes = withinOf(parsed.root);
          return [
            ...(nodes.some(({ type }) => type.isError) ? [expr] : []),
            ...(/^[a-zA-Z_:][\w:]*$/.test(record) && !record.includes('undefined') ? [] : [record]),
          ];
        }),
        ...texts.filter((text) => templateFault(text) !== undefined),
      ];
    });
}

describe('an objective that was written without `defineSlo`', () => {
  it('is filled in and checked as any other', () => {
    const plain = files({ slos: [pages] });
    expect(unreadable(plain)).toEqual([]);
    const defined = defineSlo({ ...pages, indicator: { kind: 'availability' } });
    expect(plain).toEqual(files({ slos: [defined] }));
    expect(plain.find(({ path }) => path === 'prometheus/rules/slo.yml')?.text).toContain('slo:error_ratio:30d');
  });

  it.each<[string, object, string]>([
    ['no description', slo({ description: undefined }), '`description` must be a text'],
    ['an empty description', slo({ description: ' ' }), '`description` must be a text'],
    ['no name', slo({ name: undefined }), '`name` must be'],
    ['an objective in words', slo({ objective: '0.99' }), '`objective` must be above 0'],
    ['a window as a number', slo({ window: 30 }), '`window` must be'],
    ['a window that no number is', slo({ window: '007d' }), '`window` must be'],
    ['no routes', availability([]), 'a list with a route at least'],
    ['a route alone', availability('/items'), 'a list with a route at least'],
    ['a route of no text', availability(['']), 'patterns as the router writes them'],
    ['a route with a line break', availability(['/a\n/b']), 'patterns as the router writes them'],
    ['the route of a probe', availability(['/readyz']), 'asked by programs'],
    [
      'a route under another name',
      slo({ indicator: { kind: 'availability', route: '/a' } }),
      '`indicator.route` is no',
    ],
    ['another kind', slo({ indicator: { kind: 'toString' } }), '`indicator.kind` must be'],
    ['a part of a second', freshness({ maxAgeSeconds: 90_000.5 }), 'a whole number of seconds'],
    ['a time without end', freshness({ maxAgeSeconds: 1e21 }), 'to the 30 days of the window'],
    ['a time longer than the window', freshness({ maxAgeSeconds: 31 * 86_400 }), 'to the 30 days of the window'],
    ['a time between two exports', freshness({ maxAgeSeconds: 30 }), 'from 120'],
    ['a time in which the job does not run', freshness({ maxAgeSeconds: 3_600 }), 'comes every 86400 s'],
    ['a job and a set', freshness({ set: 'workflow' }), 'one of them'],
    [
      'more evaluations than there are',
      { slos: [{ ...Object(freshness({})).slos[0], minEvents: 500 }] },
      'from 1 to 60',
    ],
    ['two of one name', { slos: [pages, { ...pages, objective: 0.999 }] }, 'two objectives are called `pages`'],
  ])('is refused with %s', (_, options, message) => {
    expect(saying(options)).toContain(message);
  });

  it('is refused with every fault at once', () => {
    const said = saying({ slos: [pages, { ...pages, objective: 2 }], usage: { hours: [8, 8] } });
    expect(said).toContain('two objectives are called `pages`');
    expect(said).toContain('`objective` must be above 0');
    expect(said).toContain('`usage.hours`');
  });

  it.each<[string, object]>([
    ['braces in its description', slo({ description: 'Pages of {{tenant}} and {{{ are served. }}' })],
    ['lines in its description', slo({ description: 'Pages.\nAll of "them" \\ of us.' })],
    ['a route of Fastify', availability([String.raw`/example/:file(^\d+).png`, '/items/*'])],
    ['a route with quotes', availability(['/say/"x"', '/a{{b}}'])],
    ['a week', slo({ window: '7d' })],
    ['a quarter', slo({ window: '90d', objective: 0.98 })],
    [
      'names that others have behind them',
      {
        slos: [
          { ...pages, name: 'pages-window' },
          { ...pages, name: 'pages' },
        ],
      },
    ],
    [
      'a name as an interval',
      {
        slos: [
          { ...pages, name: 'pages-1m' },
          { ...pages, name: 'pages' },
        ],
      },
    ],
    ['a month without success', freshness({ maxAgeSeconds: 30 * 86_400 })],
    ['whole seconds', freshness({ maxAgeSeconds: 86_401 })],
  ])('is read by Prometheus with %s', (_, options) => {
    const written = files(options);
    expect(unreadable(written)).toEqual([]);
    const paths = written.map(({ path }) => path.toLowerCase());
    expect(paths.filter((path, index) => paths.indexOf(path) !== index)).toEqual([]);
  });

  it('reads in alerts and pages as it was written', () => {
    const written = files(slo({ description: 'Pages of {{tenant}}.' }));
    const page = written.find(({ path }) => path === 'runbooks/PlumblineSloBurnFast.md')?.text;
    expect(page).toContain('Pages of {{tenant}}. The objective is 99 % over 30d.');
    const { groups } = parse(written.find(({ path }) => path === 'prometheus/rules/slo.yml')?.text ?? '') as RuleFile;
    expect(groups[0]?.rules.at(-1)?.annotations?.['description']).toContain('Pages of {{"{{"}}tenant}}.');
  });
});

describe('burn rates', () => {
  it.each([
    ['30d', [14.4, 6], [3, 1]],
    ['28d', [13.44, 5.6], [2.8, 1]],
    ['7d', [3.36, 1.4], [1, 1]],
    ['90d', [43.2, 18], [9, 3]],
  ])('of %s spend what the texts say', (window, fast, slow) => {
    const rates = burnRates(window);
    expect(rates.fast.map(({ factor }) => factor)).toEqual(fast);
    expect(rates.slow.map(({ factor }) => factor)).toEqual(slow);
    // 2 % within an hour, and 5 % within six.
    const hours = Number.parseInt(window, 10) * 24;
    expect(fast.map((factor, index) => (factor * (index === 0 ? 1 : 6)) / hours)).toEqual([
      expect.closeTo(0.02, 10),
      expect.closeTo(0.05, 10),
    ]);
  });

  it('of a quarter ask for an objective that they can miss', () => {
    expect(saying(slo({ window: '90d', objective: 0.97 }))).toContain('use 0.9792 or more');
    expect(saying(slo({ window: '90d', objective: 0.9792 }))).toBe('');
    expect(saying(slo({ window: '7d', objective: 0.74 }))).toBe('');
  });

  it('stand on the board as the rules have them', () => {
    const text = JSON.stringify(files(slo({ window: '7d' })).find(({ path }) => path.endsWith('plumbline-slo.json')));
    expect(text).toContain('from 3.36 on somebody is woken');
    expect(text).not.toContain('14.4');
  });
});

describe('an alert of the application', () => {
  it.each<[string, object, string]>([
    ['an action without an end', { description: 'Jobs {{ $labels.job fail' }, '`description` is a template that'],
    ['a function that is none', { summary: '{{ humanise $value }}' }, 'did you mean `humanize`?'],
    ['a variable that is none', { summary: '{{ $label.job }}' }, '`$label` is not set'],
    ['an `if` without an end', { description: '{{ if $value }}x' }, '`if` has no `end`'],
    ['an empty action', { description: '{{}}' }, 'a value is missing'],
    ['a template as a label', { labels: { team: '{{ $labels.team }}' } }, '`team` must be a fixed text'],
    ['a number as a label', { labels: { team: 5 } }, '`alerts[0].labels` must be an object of texts'],
    ['steps that are no list', { runbook: { ...own.runbook, diagnosis: 'look' } }, 'must be a list of texts'],
    ['a line that is a text', { proofs: [{ ...own.proofs[0], series: [job] }] }, '`{ series, values }`'],
    ['units in another order', { for: '5m1h' }, '`for` must be a length of time'],
    ['a wait of a century', { for: '100y' }, '`for` must be a length of time'],
    ['a part of a minute', { for: '1.5m' }, '`for` must be a length of time'],
  ])('is refused with %s', (_, more, message) => {
    expect(saying(alert(more))).toContain(message);
  });

  it('is refused where another has its name but for capitals', () => {
    expect(saying({ alerts: [own, { ...own, name: 'OWNAlert' }] })).toContain('two alerts are called `OWNAlert`');
  });

  it.each([
    '{{ $labels.job }} at {{ $value | humanizePercentage }}',
    '{{ if gt $value 5.0 }}many{{ else if true }}some{{ else }}few{{ end }}',
    '{{ with query "up" }}{{ . | first | value | printf "%.1f" }}{{ end }}',
    '{{ range $i, $one := query "up" }}{{ $i }} {{ $one.Labels.job }}{{ end }}',
    '{{- /* why */ -}}{{ (index (query "up") 0).Value }}',
    'A brace {{ "{{" }} and }} of the text',
  ])('may say %s', (description) => {
    expect(unreadable(files(alert({ description })))).toEqual([]);
  });
});

describe('options that nothing can meet', () => {
  it.each<[string, object, string]>([
    ['no hour', { usage: { hours: [8, 8] } }, '`usage.hours` must be two hours'],
    ['hours the other way round', { usage: { hours: [18, 8] } }, '`usage.hours` must be two hours'],
    ['a time below all bounds', { thresholds: { p95Seconds: 0.005 } }, 'above 0.005 and below 10'],
    ['a time above all bounds', { thresholds: { p95Seconds: 10 } }, 'above 0.005 and below 10'],
    ['an age of ages', { thresholds: { queueAgeSeconds: 1e21 } }, '30 days) at most'],
  ])('are refused: %s', (_, options, message) => {
    expect(saying(options)).toContain(message);
  });

  it('are taken at their ends', () => {
    expect(saying({ usage: { hours: [0, 24], days: [1, 1] }, thresholds: { p95Seconds: 0.006 } })).toBe('');
  });

  it.each([0, -5, 1e21, Number.NaN])('are refused: a job every %d seconds', (everySeconds) => {
    const of = { ...application, jobs: [{ name: 'digest', everySeconds }] };
    expect(saying({}, of)).toContain('`digest` of plumbline.config.ts: `everySeconds` must be above 0');
  });

  it('are none: jobs at odd times, and with odd names', () => {
    const jobs = [
      { name: 'a', everySeconds: 90.7 },
      { name: `it's "q" \\`, everySeconds: 60 },
    ];
    expect(unreadable(files({}, { ...application, jobs }))).toEqual([]);
  });
});

describe('names of objectives', () => {
  const long = 'a'.repeat(52);
  const named = (...names: readonly string[]): object => ({ slos: names.map((name) => ({ ...pages, name })) });

  it.each(['', 'Pages', '9-pages', 'pages-', 'pages!', `${long}bb`])(
    'are refused with what they may be: %j',
    (name) => {
      expect(saying(named(name))).toMatch(/at most 53 lower case letters, digits and hyphens, a letter first/);
    },
  );

  it('of 53 letters that differ in the last one stay two, and fit what OpenSLO calls an indicator', () => {
    const written = files(named(`${long}b`, `${long}c`));
    const indicators = [
      ...(written.find(({ path }) => path === 'slo/openslo.yml')?.text ?? '').matchAll(/name: (a+[bc]-indicator)/g),
    ];
    expect(indicators.map(([, name = '']) => [name.length, name.at(52)])).toEqual([
      [63, 'b'],
      [63, 'c'],
    ]);
    const tests = written.filter(({ path }) => path.includes(long)).map(({ path }) => path);
    expect(new Set(tests).size).toBe(tests.length);
    expect(tests.filter((path) => path.includes(`${long}b`)).length).toBe(tests.length / 2);
  });
});
