import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OPTIONS } from '../src/option-faults.ts';
import type { Receiver, StackOptions } from '../src/index.ts';
import { resolveStack } from '../src/resolve-stack.ts';
import { alertsOf } from '../src/alerts/alerts-of.ts';
import type { AlertDefinition } from '../src/model/alert.ts';
import { application } from './model.ts';

const KINDS: readonly Receiver['kind'][] = ['teams', 'slack', 'pagerduty', 'email', 'webhook'];

describe('a stack', () => {
  it('has defaults for everything, and takes dependencies by their usual names', () => {
    expect(resolveStack(application, {})).toMatchObject({
      environment: 'production',
      road: 'otlp',
      metricsStore: 'prometheus',
      scrapeTargets: ['approvals:9464'],
      roles: { email: 'email', blob: 'blob' },
      usage: { core: application.usage, hours: [8, 18], days: [1, 5] },
      thresholds: { errorRatio: 0.05, minEvents: 20 },
      exporters: { host: false, kubernetes: false },
      retention: { metrics: '90d' },
      urls: { grafana: 'http://localhost:3000', runbooks: 'http://localhost:3000/public/runbooks' },
    });
    expect(resolveStack({ ...application, dependencies: {} }, {}).roles).toEqual({ email: undefined, blob: undefined });
  });

  it.each<[string, object, RegExp]>([
    ['an unknown option', { enviroment: 'x' }, /`enviroment` is no option; did you mean `environment`\?/],
    [
      'an unknown option within',
      { thresholds: { errorRate: 1 } },
      /`thresholds\.errorRate` is no option; did you mean `errorRatio`\?/,
    ],
    ['an environment with a quote', { environment: 'a"b' }, /`environment` must be letters/],
    ['a percentage', { thresholds: { errorRatio: 5 } }, /`thresholds\.errorRatio` must be a share above 0 and below 1/],
    [
      'an undeclared dependency',
      { roles: { email: 'emial' } },
      /`roles\.email`: `emial` is no declared dependency; did you mean `email`\?/,
    ],
    ['an unknown event', { usage: { core: ['login_succeded'] } }, /did you mean `login_succeeded`\?/],
    ['an hour of a clock that has none', { usage: { hours: [8, 25] } }, /`usage\.hours` must be two hours/],
    [
      'a URL with credentials',
      { urls: { grafana: 'https://me:secret@grafana.test' } },
      /`urls\.grafana` must be an http or https URL/,
    ],
    ['a target with a scheme', { scrapeTargets: ['http://a:1'] }, /`scrapeTargets` must be a list of `host:port`/],
    ['targets that are no list', { scrapeTargets: 'a:1' }, /`scrapeTargets` must be a list/],
    ['objectives that are no list', { slos: 'many' }, /`slos` must be a list/],
    ['an objective without what it counts', { slos: [{}] }, /`slos\[0\]` must be what `defineSlo` returned/],
    ['an alert that is a number', { alerts: [5] }, /`alerts\[0\]` must be an object/],
    [
      'a proof without its ends',
      {
        alerts: [
          { name: 'A', expr: '1', for: '1m', summary: '', description: '', board: '', proofs: [{ series: {} }] },
        ],
      },
      /`alerts\[0\]\.proofs\[0\]\.series` must be a list; `alerts\[0\]\.proofs\[0\]\.fires` must be a list; .*quiet` must be a list/,
    ],
    [
      'a receiver that stands alone',
      { receivers: { oncall: { kind: 'slack' } } },
      /`receivers\.oncall` must be a list of receivers/,
    ],
    ['a retention in words', { retention: { logs: 'a month' } }, /`retention\.logs` must be a length of time/],
    [
      'a receiver of no kind',
      { receivers: { oncall: [{ kind: 'pager' }] } },
      /`receivers\.oncall\[0\]\.kind` must be one of teams, slack/,
    ],
    ['core actions that are no list', { usage: { core: 'login_succeeded' } }, /`usage\.core` must be a list/],
    ['an environment that is a number', { environment: 5 }, /`environment` must be a text/],
    ['a list in place of an object', { roles: [] }, /`roles` must be an object/],
    ['an exporter in words', { exporters: { host: 'yes' } }, /`exporters\.host` must be true or false/],
    [
      'a key in place of its file',
      { signoz: { endpoint: 'https://a.test', keyFile: 'k3y' } },
      /`signoz\.keyFile` must be the absolute path/,
    ],
    ['a service of no compose file', { compose: { service: 'a b' } }, /`compose\.service` must be the name/],
    ['options that are a list', [], /the options must be an object/],
    [
      'an objective of a job that nobody declares',
      {
        slos: [
          {
            name: 'fresh',
            description: 'x',
            objective: 0.99,
            indicator: { kind: 'freshness', job: 'digets', maxAgeSeconds: 90_000 },
          },
        ],
      },
      /`SLO fresh: indicator\.job`: `digets` is no declared job; did you mean `digest`\?/,
    ],
    ['a route of nobody', { receivers: { onCall: [] } }, /`receivers\.onCall` is no option; did you mean `oncall`\?/],
  ])('refuses %s', (_, options, message) => {
    const attempt = (): unknown => resolveStack(application, options);
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(expect.objectContaining({ code: 'PLB_STACK_OPTION' }));
  });

  it('has every option and kind of receiver in its README', () => {
    const page = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    expect(OPTIONS.filter((name) => !page.includes(`\n| \`${name}\` |`))).toEqual([]);
    expect(KINDS.filter((kind) => !page.includes(`\n| \`${kind}\` |`))).toEqual([]);
  });

  it('takes an address with a slash at its end', () => {
    const { urls } = resolveStack(application, { urls: { grafana: 'https://grafana.test/' } });
    expect(urls).toMatchObject({ grafana: 'https://grafana.test', runbooks: 'https://grafana.test/public/runbooks' });
  });

  it('names faults of all kinds in one run: names, shapes, values, objectives and receivers', () => {
    const options = {
      enviroment: 'x',
      scrapeTargets: 'a:1',
      road: 'udp',
      thresholds: { errorRate: 1, errorRatio: 5 },
      roles: { email: 'emial' },
      slos: [{ name: 'A', objective: 2, indicator: { kind: 'availability' } }],
      receivers: { chat: [{ kind: 'pager' }] },
    } as unknown as StackOptions;
    let said = '';
    try {
      resolveStack(application, options);
    } catch (error) {
      said = String(error);
    }
    for (const option of [
      '`enviroment` is no option',
      '`thresholds.errorRate` is no option',
      '`scrapeTargets` must be a list',
      '`road` must be',
      '`thresholds.errorRatio` must be a share',
      '`roles.email`: `emial`',
      'SLO `A`: `name` must be at most 53 lower case',
      '`objective` must be above 0',
      '`receivers.chat[0].kind` must be one of',
    ])
      expect(said).toContain(option);
  });

  it('names the faults of all alerts of the application', () => {
    const alert = (name: string, more: object): AlertDefinition =>
      ({
        name,
        severity: 'warning',
        layer: 'product',
        summary: 's',
        description: 'd',
        expr: 'plumbline_heartbeat > 0',
        for: '1m',
        board: 'plumbline-usage',
        proofs: [],
        ...more,
      }) as unknown as AlertDefinition;
    const alerts = [
      alert('First', {}),
      alert('Second', { expr: 'nothing_emits > 0' }),
      alert('First', { for: 'soon' }),
    ];
    expect(() => alertsOf(resolveStack(application, { alerts }))).toThrow(
      /alert `First`: `proofs` needs.*alert `Second`: .*nothing emits `nothing_emits`.*`for` must be a length of time.*two alerts are called `First`/s,
    );
  });

  it('names every fault at once, and repeats no secret', () => {
    const options = {
      road: 'udp',
      receivers: { chat: [{ kind: 'slack', urlFile: 'https://hooks.test/T0/B0/s3cret' }] },
    } as unknown as StackOptions;
    expect(() => resolveStack(application, options)).toThrow(
      /`road` must be.*`receivers\.chat\[0\]\.channel` is missing.*`receivers\.chat\[0\]\.urlFile` must be the absolute path of a file/s,
    );
    expect(() => resolveStack(application, options)).not.toThrow(/s3cret/);
  });
});
