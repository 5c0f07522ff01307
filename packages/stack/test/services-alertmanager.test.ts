import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { alertsOf } from '../src/alerts/alerts-of.ts';
import { resolveStack } from '../src/resolve-stack.ts';
import { routeTests } from '../src/services/alertmanager/routes.ts';
import type { ReceiverName, StackOptions } from '../src/model/stack-options.ts';
import { serviceFiles } from '../src/services/service-files.ts';
import { application, model } from './model.ts';
import { bare, everything, textOf } from './services-support.ts';

interface Config {
  readonly receivers: readonly { readonly name: string }[];
  readonly route: { readonly receiver: string; readonly routes: readonly { readonly receiver: string }[] };
  readonly inhibit_rules: readonly {
    readonly source_matchers: string[];
    readonly target_matchers: string[];
    readonly equal: string[];
  }[];
}

const configOf = (of: typeof model): Config =>
  parse(textOf(serviceFiles(of), 'alertmanager/alertmanager.yml')) as Config;

describe('routes of alerts', () => {
  it('tell nobody where nobody is configured, and every receiver is there', () => {
    const { receivers, route } = configOf(bare);
    expect(receivers).toEqual(['page', 'oncall', 'security', 'product', 'chat', 'deadman'].map((name) => ({ name })));
    const routed = [route.receiver, ...route.routes.map(({ receiver }) => receiver)];
    expect(routed.toSorted()).toEqual(receivers.map(({ name }) => name).toSorted());
  });

  it('name a file for every secret of every kind of receiver', () => {
    const { receivers } = configOf(everything);
    expect(receivers.find(({ name }) => name === 'oncall')).toMatchObject({
      pagerduty_configs: [{ routing_key_file: '/run/secrets/pagerduty', send_resolved: true }],
      msteamsv2_configs: [{ webhook_url_file: '/etc/plumbline/teams', send_resolved: true }],
    });
    expect(receivers.find(({ name }) => name === 'security')).toMatchObject({
      email_configs: [{ auth_username: 'alerts', auth_password_file: '/run/secrets/smtp', require_tls: true }],
    });
    expect(receivers.find(({ name }) => name === 'product')).toMatchObject({
      slack_configs: [{ api_url_file: '/run/secrets/slack', channel: '#product' }],
    });
    expect(receivers.find(({ name }) => name === 'deadman')).toMatchObject({
      webhook_configs: [{ url_file: '/run/secrets/deadman' }],
    });
  });

  it('are tested for every severity of every layer, the dead man and every receiver', () => {
    const tests = JSON.parse(textOf(serviceFiles(bare), 'alertmanager/routes.test.json')) as ReturnType<
      typeof routeTests
    >;
    expect(tests).toEqual(routeTests(bare));
    const pairs = tests.slice(1).map(({ labels }) => `${labels['severity']} ${labels['layer']}`);
    expect(new Set(pairs).size).toBe(16);
    expect(new Set(tests.flatMap(({ receivers }) => receivers)).size).toBe(6);
    expect(tests.find(({ title }) => title === 'critical of audit')?.receivers).toEqual(['oncall', 'security']);
    expect(tests.find(({ title }) => title === 'warning of audit')?.receivers).toEqual(['security']);
  });

  it('hold back by names that alerts have', () => {
    const known = new Set([...alertsOf(model).map(({ name }) => name), 'PlumblineSloBurnFast', 'PlumblineSloBurnSlow']);
    const named = configOf(bare).inhibit_rules.flatMap((rule) =>
      [...rule.source_matchers, ...rule.target_matchers].flatMap((matcher) => matcher.match(/\bPlumbline\w+/g) ?? []),
    );
    expect(named.length).toBeGreaterThan(6);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it('lead from a notification to runbook, board, logs and traces', () => {
    const template = textOf(serviceFiles(bare), 'alertmanager/templates/plumbline.tmpl');
    for (const name of ['title', 'markdown', 'slack', 'html'])
      expect(template).toContain(`{{ define "plumbline.${name}" }}`);
    for (const link of ['runbook_url', 'dashboard_url', 'logs_url', 'traces_url'])
      expect(template.match(new RegExp(`\\.Annotations\\.${link}`, 'g'))).toHaveLength(3);
  });
});

const slack = (channel: string) => ({ kind: 'slack', urlFile: '/run/secrets/slack', channel }) as const;
const pagerduty = { kind: 'pagerduty', routingKeyFile: '/run/secrets/pagerduty' } as const;
const NAMES: readonly ReceiverName[] = ['oncall', 'security', 'product', 'chat', 'deadman'];

/** Kinds of receivers by route, out of the generated file, and the lines of the lock that say so. */
function toldBy(receivers: NonNullable<StackOptions['receivers']>) {
  const of = { ...bare, options: { receivers } };
  const written = configOf(of).receivers as readonly Readonly<Record<string, unknown>>[];
  const lock = textOf(serviceFiles(of), 'egress.lock').match(/^receiver .*$/gm);
  const kinds = NAMES.map((name) => {
    const { name: _name, ...sections } = written.find((one) => one['name'] === name) ?? {};
    return [name, Object.keys(sections).map((key) => key.replace('_configs', ''))] as const;
  });
  return { ...Object.fromEntries(kinds), lock, tests: routeTests(of) };
}

describe('a route that is not named', () => {
  it('has the receivers of another, so that no alert goes to nobody where somebody is named', () => {
    const { lock, tests, ...told } = toldBy({ chat: [slack('#alerts')] });
    expect(told).toEqual({ oncall: ['slack'], security: ['slack'], product: ['slack'], chat: ['slack'], deadman: [] });
    expect(lock).toEqual([
      'receiver  chat  slack  url=file:/run/secrets/slack',
      'receiver  deadman  none',
      'receiver  oncall  slack  url=file:/run/secrets/slack  of=chat',
      'receiver  product  slack  url=file:/run/secrets/slack  of=chat',
      'receiver  security  slack  url=file:/run/secrets/slack  of=chat',
    ]);
    // One channel reads of a critical alert of the trail once.
    expect(tests.find(({ title }) => title === 'critical of audit')?.receivers).toEqual(['oncall']);
    expect(tests.find(({ title }) => title === 'warning of audit')?.receivers).toEqual(['security']);
    for (const name of ['oncall', 'security', 'product', 'chat'] as const)
      expect(toldBy({ [name]: [slack('#a')] })).toMatchObject({
        oncall: ['slack'],
        security: ['slack'],
        product: ['slack'],
        chat: ['slack'],
        deadman: [],
      });
  });

  it('of the audit trail asks those first who are fewest, and others where they are another audience', () => {
    const { lock } = toldBy({ oncall: [slack('#oncall')], chat: [slack('#all')], product: [slack('#product')] });
    expect(lock).toContain('receiver  security  slack  url=file:/run/secrets/slack  of=oncall');
    expect(toldBy({ security: [], chat: [slack('#all')] })).toMatchObject({ security: [], oncall: ['slack'] });
    const { tests } = toldBy({ oncall: [pagerduty], chat: [slack('#all')] });
    expect(tests.find(({ title }) => title === 'critical of audit')?.receivers).toEqual(['oncall', 'security']);
  });

  it('wakes nobody through PagerDuty for what can wait', () => {
    expect(toldBy({ oncall: [pagerduty] })).toMatchObject({
      oncall: ['pagerduty'],
      security: [],
      product: [],
      chat: [],
    });
    expect(toldBy({ oncall: [pagerduty, slack('#oncall')] })).toMatchObject({ security: ['slack'], chat: ['slack'] });
    expect(toldBy({ product: [pagerduty] })).toMatchObject({ oncall: ['pagerduty'], chat: [], security: [] });
  });
});

describe('what holds back', () => {
  it('does so in one service and environment alone, and of one dependency, objective or part', () => {
    const rules = configOf(bare).inhibit_rules;
    for (const { equal } of rules)
      expect(equal).toEqual(expect.arrayContaining(['service_name', 'deployment_environment_name']));
    const wide = rules.filter(({ equal }) => equal.length === 2).map(({ source_matchers: from }) => from.join());
    expect(wide).toEqual([
      'alertname="PlumblineTelemetryMissing"',
      'alertname="PlumblineDependencyDown",dependency=~"database|postgres"',
    ]);
    const named = resolveStack(application, { roles: { database: 'orders.db' } });
    expect(JSON.stringify(configOf(named).inhibit_rules)).toContain(String.raw`dependency=\"orders.db\"`);
    for (const database of ['a"} or {', '', 'a b'])
      expect(() => resolveStack(application, { roles: { database } })).toThrow(/`roles\.database` must be/);
  });
});
