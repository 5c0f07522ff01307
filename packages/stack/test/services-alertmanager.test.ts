import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { alertsOf } from '../src/alerts/alerts-of.ts';
import { routeTests } from '../src/services/alertmanager/routes.ts';
import { serviceFiles } from '../src/services/service-files.ts';
import { model } from './model.ts';
import { bare, everything, textOf } from './services-support.ts';

interface Config {
  readonly receivers: readonly { readonly name: string }[];
  readonly route: { readonly receiver: string; readonly routes: readonly { readonly receiver: string }[] };
  readonly inhibit_rules: readonly { readonly source_matchers: string[]; readonly target_matchers: string[] }[];
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
    const tests = JSON.parse(textOf(serviceFiles(bare), 'alertmanager/routes.test.json')) as typeof routeTests;
    expect(tests).toEqual(routeTests);
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
