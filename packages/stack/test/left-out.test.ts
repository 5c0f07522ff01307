import { describe, expect, it } from 'vitest';
import { alertsOf } from '../src/alerts/alerts-of.ts';
import { boardsOf } from '../src/boards/boards-of.ts';
import { leftOut } from '../src/left-out.ts';
import type { ApplicationModel } from '../src/model/stack-model.ts';
import type { StackOptions } from '../src/model/stack-options.ts';
import { resolveStack } from '../src/resolve-stack.ts';
import { sloAlertsOf } from '../src/slo/slo-alerts.ts';
import { notesOf, untold } from '../src/stack-notes.ts';
import { application } from './model.ts';

const quiet = {
  probe: 'http://approvals:8080/readyz',
  exporters: { host: true, containers: true, kubernetes: true, postgres: true },
};
const bugReport = 'feedback_submitted';
const everything: StackOptions = { ...quiet, bugReport };
const nothing: Partial<ApplicationModel> = {
  jobs: [],
  queues: [],
  syncs: [],
  connections: [],
  pools: [],
  dependencies: {},
  usage: [],
  actions: [],
  gauges: [],
  adapters: [],
};
const off = { host: false, containers: false, kubernetes: false, postgres: false };

/** Alerts and boards of a model, as the list of what is left out writes them. */
function generated(more: Partial<ApplicationModel>, options: StackOptions): ReadonlySet<string> {
  const model = resolveStack({ ...application, ...more }, options);
  return new Set([
    ...[...alertsOf(model), ...sloAlertsOf(model)].map(({ name }) => name),
    ...boardsOf(model).map(({ title }) => `board "${title}"`),
  ]);
}

const all = generated({}, everything);

describe('what is left out', () => {
  it.each<[string, Partial<ApplicationModel>, StackOptions]>([
    ['an application with nothing but requests', nothing, { slos: [] }],
    ...Object.entries(nothing).map(([name, value]): [string, Partial<ApplicationModel>, StackOptions] => [
      `one without ${name}`,
      { [name]: value },
      name === 'usage' ? quiet : everything,
    ]),
    ['one without a report of bugs', {}, quiet],
    ['one without a probe', {}, { bugReport, exporters: quiet.exporters }],
    ['one without exporters', {}, { ...everything, exporters: off }],
    ['one without exporters and pools', { pools: [] }, { ...everything, exporters: off }],
    ['one without objectives', {}, { ...everything, slos: [] }],
    ['one whose dependencies are called otherwise', { dependencies: { mailer: ['send'], s3: ['put'] } }, everything],
    ['one that names no core action', {}, { ...everything, usage: { core: [] } }],
    ['one whose jobs run at any time', { jobs: [{ name: 'cleanup' }] }, everything],
  ])('is named, each alert and board of it: %s', (_, more, options) => {
    const there = generated(more, options);
    const told = leftOut(resolveStack({ ...application, ...more }, options));
    const names = told.flatMap((gap) => gap.names.filter((name) => all.has(name)));
    expect(new Set(names)).toEqual(new Set([...all].filter((name) => !there.has(name))));
    expect(new Set(names).size).toBe(names.length);
    expect(
      told.filter(({ fix, why }) => why === '' || !/plumbline\.(?:config|stack)\.ts|defineCatalog/.test(fix)),
    ).toEqual([]);
  });

  it('is nothing where everything is declared, but what says nothing of its interval', () => {
    expect(leftOut(resolveStack(application, everything))).toEqual([
      expect.objectContaining({ names: ['PlumblineJobStale of cleanup'] }),
    ]);
    const jobs = [{ name: 'digest', everySeconds: 60 }];
    expect(leftOut(resolveStack({ ...application, jobs }, everything))).toEqual([]);
  });

  it('says which name stands for what', () => {
    const dependencies = { mailer: ['send'], 's3-archive': ['put'], payments: ['charge'] };
    const [email, blob, bug] = leftOut(resolveStack({ ...application, dependencies }, {}));
    expect(email).toMatchObject({
      names: ['PlumblineEmailDeliveryFailures'],
      why: 'no dependency has the role `email`; declared: mailer, s3-archive, payments',
      fix: "Say so in plumbline.stack.ts: `roles: { email: 'mailer' }`.",
    });
    expect(blob?.fix).toContain("`roles: { blob: 's3-archive' }`");
    expect(bug?.fix).toContain("`bugReport: 'feedback_submitted'`");
    const fixed = { ...everything, roles: { email: 'mailer', blob: 's3-archive' } };
    expect(generated({ dependencies }, fixed)).toContain('PlumblineEmailDeliveryFailures');
  });
});

describe('who is told of nothing', () => {
  const webhook = [{ kind: 'webhook', urlFile: '/run/secrets/hook' }] as const;
  const of = (receivers: StackOptions['receivers'] = {}) => untold(resolveStack(application, { receivers }));

  it('is everybody where no receiver is named', () => {
    expect(of()).toEqual([
      expect.objectContaining({ what: expect.stringMatching(/^nobody will be told of any alert:/) }),
    ]);
    expect(of({ oncall: [] })).toEqual(of());
  });

  it('is said of each route with the alerts that nobody else is told of', () => {
    expect(of({ oncall: webhook, security: webhook, product: webhook, chat: webhook, deadman: webhook })).toEqual([]);
    const pager = [{ kind: 'pagerduty', routingKeyFile: '/run/secrets/pagerduty' }] as const;
    const [security, product, chat, deadman, ...more] = of({ oncall: pager });
    expect(more).toEqual([]);
    expect(security?.what).toContain('no receiver `security` is named');
    expect(product?.what).toContain('PlumblineCoreUsageQuiet');
    expect(chat?.what).toMatch(/^nobody will be told of PlumblineHighLatencyP95, .* and \d+ more: no receiver `chat`/);
    expect(deadman?.what).toContain('nobody will be told of Watchdog');
    // Whoever is on call is told of what is critical for the audit trail too.
    expect(security?.what).not.toContain('PlumblineAuditRefused');
  });

  it('or are told in the place of others, which is said, and of the audit trail that they may be too many', () => {
    expect(of({ chat: webhook }).map(({ what }) => what)).toEqual([
      'critical alerts go to the receivers of `chat`: no receiver `oncall` is named',
      'alerts of the audit trail and of sign-in go to the receivers of `chat`, who may be more than should know of them: no receiver `security` is named',
      'alerts of use go to the receivers of `chat`: no receiver `product` is named',
      expect.stringContaining('nobody will be told of Watchdog'),
    ]);
    // Nobody, and on purpose.
    expect(of({ oncall: webhook, security: [], product: [], chat: [], deadman: [] })).toEqual([]);
    expect(of({ oncall: webhook, deadman: webhook })[0]).toEqual({
      what: 'alerts of the audit trail and of sign-in go to the receivers of `oncall`: no receiver `security` is named',
      fix: expect.stringMatching(/receivers: \{ security: .* Or tell nobody: `security: \[\]`\.$/),
    });
  });

  it('is told at each run, before what every product is expected to have', () => {
    const notes = notesOf(resolveStack({ ...application, dependencies: {} }, everything));
    expect(notes.map(({ what }) => what)).toEqual([
      expect.stringContaining('nobody will be told'),
      'PlumblineEmailDeliveryFailures left out: no dependency has the role `email`',
      expect.stringContaining('PlumblineBlobStorageFailures left out'),
      expect.stringContaining('PlumblineJobStale of cleanup left out'),
    ]);
  });
});
