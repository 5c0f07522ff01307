import { describe, expect, it } from 'vitest';
import type { StackOptions } from '../src/index.ts';
import { resolveStack } from '../src/resolve-stack.ts';
import { application } from './model.ts';

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
    ['a route of nobody', { receivers: { onCall: [] } }, /`receivers\.onCall` is no option; did you mean `oncall`\?/],
  ])('refuses %s', (_, options, message) => {
    const attempt = (): unknown => resolveStack(application, options);
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(expect.objectContaining({ code: 'PLB_STACK_OPTION' }));
  });

  it('takes an address with a slash at its end', () => {
    const { urls } = resolveStack(application, { urls: { grafana: 'https://grafana.test/' } });
    expect(urls).toMatchObject({ grafana: 'https://grafana.test', runbooks: 'https://grafana.test/public/runbooks' });
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
