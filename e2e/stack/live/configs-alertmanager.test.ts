import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { routeTests } from '../../../packages/stack/src/services/alertmanager/routes.ts';
import { buildAmtool } from './checkers.ts';
import { serviceFiles } from '../../../packages/stack/src/services/service-files.ts';
import { bare, everything, textOf } from '../../../packages/stack/test/services-support.ts';
import { run, writeStacks } from './configs-support.ts';

const programs = { amtool: buildAmtool() };

const { folder, read, rootOf } = writeStacks();
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Receivers of each route, of none, and of one that all others fall back to. */
const ROUTED = {
  everything,
  nobody: bare,
  'one channel': {
    ...bare,
    options: { receivers: { chat: [{ kind: 'slack', urlFile: '/run/secrets/slack', channel: '#alerts' }] } },
  },
} as const;

describe('Alertmanager 0.34, by its own tool', () => {
  /** The same file with templates where they are on this machine. */
  function local(name: string): string {
    const file = path.join(folder, `alertmanager-${name}.yml`);
    const templates = path.join(rootOf(name), 'alertmanager/templates');
    writeFileSync(file, read(name, 'alertmanager/alertmanager.yml').replace('/etc/alertmanager/templates', templates));
    return file;
  }

  it.each(['everything', 'bare'])('takes the configuration and the templates of "%s"', (name) => {
    const { code, stderr, stdout } = run(programs.amtool, ['check-config', local(name)]);
    expect(stderr).toBe('');
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('1 templates') });
  });

  describe.each(Object.entries(ROUTED))('with %s', (name, model) => {
    const file = path.join(folder, `alertmanager-routed-${name}.yml`);

    it.each(routeTests(model).map((one) => [one.title, one] as const))('routes %s', (_title, { labels, receivers }) => {
      writeFileSync(file, textOf(serviceFiles(model), 'alertmanager/alertmanager.yml'));
      const args = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
      const test = (wanted: readonly string[]) =>
        run(programs.amtool, [
          'config',
          'routes',
          'test',
          `--config.file=${file}`,
          `--verify.receivers=${wanted.join(',')}`,
          ...args,
        ]).code;
      expect(test(receivers)).toBe(0);
      expect(test(['nobody'])).toBe(1);
    });
  });

  it.each(['title', 'markdown', 'slack', 'html'])('renders the text "%s" with every link', (name) => {
    const alert = {
      status: 'firing',
      labels: { alertname: 'PlumblineJobFailed', severity: 'warning', layer: 'reliability' },
      annotations: {
        summary: 'digest failed',
        description: 'Once.',
        runbook_url: 'https://runbooks.example.com/a',
        dashboard_url: 'https://grafana.example.com/d/a',
        logs_url: 'https://grafana.example.com/explore?logs',
        traces_url: 'https://grafana.example.com/explore?traces',
      },
      startsAt: '2026-01-02T03:04:05Z',
    };
    const data = path.join(folder, 'alerts.json');
    const common = { alertname: 'PlumblineJobFailed', service_name: 'approvals', severity: 'warning' };
    writeFileSync(
      data,
      JSON.stringify({
        receiver: 'chat',
        status: 'firing',
        alerts: [alert],
        groupLabels: common,
        commonLabels: common,
      }),
    );
    const { code, stdout } = run(programs.amtool, [
      'template',
      'render',
      `--template.glob=${rootOf('bare')}/alertmanager/templates/*.tmpl`,
      `--template.data=${data}`,
      `--template.text={{ template "plumbline.${name}" . }}`,
    ]);
    expect(code).toBe(0);
    const links = Object.entries(alert.annotations).filter(([key]) => key.endsWith('_url'));
    const wanted = name === 'title' ? ['[FIRING 1] PlumblineJobFailed · approvals'] : links.map(([, url]) => url);
    expect(wanted.filter((part) => !stdout.replaceAll('&amp;', '&').includes(part))).toEqual([]);
  });
});
