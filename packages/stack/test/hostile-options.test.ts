import { describe, expect, it } from 'vitest';
import type { ApplicationModel } from '../src/model/stack-model.ts';
import { resolveStack } from '../src/resolve-stack.ts';
import { collectors } from '../src/services/compose/collectors.ts';
import { PART_NAMES } from '../src/services/compose/part-names.ts';
import { stores } from '../src/services/compose/stores.ts';
import { application } from './model.ts';
import { MODELS } from './services-support.ts';

const hook = (urlFile: string) => ({ kind: 'webhook', urlFile }) as const;
const mail = (more: object): object => ({
  receivers: {
    oncall: [{ kind: 'email', to: 'a@example.org', from: 'b@example.org', smarthost: 'mail.example.org:25', ...more }],
  },
});
const alert = { name: 'A', expr: 'up > 1', for: '1m', summary: 's', description: 'd', board: 'plumbline-usage' };
const saying = (options: object, of: ApplicationModel = application): string => {
  try {
    resolveStack(of, options);
  } catch (error) {
    expect(error).toMatchObject({ code: 'PLB_STACK_OPTION' });
    return String(error);
  }
  return '';
};

describe('addresses', () => {
  it.each([
    ['a line break', 'http://localhost:3000/\n[auth.anonymous]\nenabled = true'],
    ['a tab', 'http://local\thost:3000'],
    ['a space', 'http://localhost:3000/a b'],
    ['a template', 'http://localhost:3000/{{ .x }}'],
    ['a variable of Compose or of Grafana', 'http://localhost:3000/${HOME}'],
    ['the end of a Markdown link', 'http://localhost:3000/a)(b'],
    ['a comment of an .ini', 'http://localhost:3000/a;b'],
    ['a quote', 'http://localhost:3000/"'],
    ['a backslash', 'http://localhost:3000\\@elsewhere.test'],
    ['a query', 'http://localhost:3000/?token=s3cret'],
    ['a fragment', 'http://localhost:3000/#s3cret'],
    ['a name and a password', 'https://me:s3cret@grafana.test'],
    ['another scheme', 'javascript:alert(1)'],
  ])('with %s are refused, wherever they stand, and no secret is repeated', (_what, url) => {
    for (const [name, options] of [
      ['urls.grafana', { urls: { grafana: url } }],
      ['urls.prometheus', { urls: { prometheus: url } }],
      ['urls.alertmanager', { urls: { alertmanager: url } }],
      ['urls.runbooks', { urls: { runbooks: url } }],
      ['probe', { probe: url }],
      ['signoz.endpoint', { signoz: { endpoint: url } }],
    ] as const) {
      expect(saying(options)).toContain(`\`${name}\``);
      expect(saying(options)).not.toContain('s3cret');
    }
  });

  it('of a second receiver say where its key belongs', () => {
    expect(saying({ signoz: { endpoint: 'https://ingest.test/?token=x' } })).toMatch(
      /`signoz\.endpoint` .* has a query: .*signoz: \{ endpoint, keyFile: "\/run\/secrets\/signoz" \}/,
    );
  });

  it('that are usual are taken', () => {
    for (const url of ['http://localhost:3000/', 'https://a-b.example.com/graf%20ana/x_y.z~1', 'http://[::1]:9090'])
      expect(saying({ urls: { grafana: url, runbooks: url }, probe: url, signoz: { endpoint: url } })).toBe('');
    expect(saying({ urls: { runbooks: 'docs/runbooks' } })).toBe('');
  });
});

describe('texts', () => {
  it.each<[string, object, RegExp]>([
    ['a path', { compose: { application: 'a\rservices: {}\n# b' } }, /`compose\.application` holds a line break/],
    [
      'a channel',
      { receivers: { chat: [{ ...hook('/a/b'), kind: 'slack', channel: '#a\nb' }] } },
      /chat\[0\]\.channel/,
    ],
    ['a name of an option', { roles: { 'em\nail': 'email' } }, /a name within `roles` holds a line break/],
    ['a list', { usage: { core: ['login_succeeded\u2028'] } }, /`usage\.core\[0\]` holds a line break/],
    ['an alert', { alerts: [{ ...alert, summary: 'a\u0000b' }] }, /`alerts\[0\]\.summary` holds a control character/],
  ])('with control characters in %s are refused', (_what, options, message) => {
    expect(saying(options)).toMatch(message);
  });

  it('of alerts may have lines', () => {
    expect(saying({ alerts: [{ ...alert, expr: 'up\n\t> 1' }] })).not.toMatch(/control character/);
  });

  it.each(['a\nb', '', '${HOME}', 'a"b', '{{ x }}', `a${'b'.repeat(100)}`])('%j is no name of a service', (name) => {
    expect(saying({ compose: { service: 'api' } }, { ...application, service: { name } })).toMatch(
      /`service\.name` of/,
    );
  });

  it('with control characters in what the application declares are refused', () => {
    expect(saying({}, { ...application, queues: ['a\u001b[2J'] })).toMatch(/`plumbline\.config\.ts\.queues\[0\]`/);
    expect(saying({}, { ...application, service: { name: 'a', version: '1\n2' } })).toMatch(/`service\.version`/);
  });

  it('a service of the compose file is named where that of the configuration can be none', () => {
    const named = { ...application, service: { name: 'Approvals of Acme' } };
    expect(saying({}, named)).toMatch(/`compose\.service` must be .*so it has to be named/);
    expect(saying({ compose: { service: 'approvals' } }, named)).toBe('');
  });

  it.each(['/srv/compose.yml', '-f', 'a b.yml', "a'b.yml", '$(x).yml', 'a`b.yml'])('%j is no compose file', (file) => {
    expect(saying({ compose: { application: file } })).toMatch(/`compose\.application` must be the path/);
  });

  it('a port is one', () => {
    expect(saying({ scrapeTargets: ['a:70000'] })).toMatch(/`scrapeTargets` must be/);
  });
});

describe('files of secrets', () => {
  it.each<[string, RegExp]>([
    ['/run/secrets/../../etc/shadow', /without `\.\.`/],
    ['/etc/./x', /without `\.\.`/],
    ['/etc//x', /without `\.\.`/],
    ['/run/secrets/', /a slash at its end/],
    ['/run/secrets', /belongs to the container/],
    ['/etc/alertmanager/alertmanager.yml', /belongs to the container/],
    ['/proc/self/environ', /belongs to the container/],
    ['/run/secrets/oncall/url', /must be one name below `\/run\/secrets\/`, such as `\/run\/secrets\/oncall-url`/],
    ['/run/secrets/.gitignore', /must be one name/],
    ['/run/secrets/README.md', /is the page of that folder/],
    ['/run/secrets/grafana-admin-password', /is the password of Grafana/],
    ['/run/secrets/signoz-ingestion-key', /is where the collector finds the key/],
    ['k3y', /must be the absolute path of a file that holds the secret, not the secret/],
  ])('%s is none', (file, message) => {
    expect(saying({ receivers: { oncall: [hook(file)] } })).toMatch(message);
  });

  it('are one for each reader, and told apart on every disk', () => {
    const receivers = { oncall: [hook('/run/secrets/url')], security: [hook('/run/secrets/Url')] };
    expect(saying({ receivers })).toMatch(/`receivers\.security\[0\]\.urlFile`: .* are one file where case does not/);
    const signoz = { endpoint: 'https://ingest.test', keyFile: '/run/secrets/url' };
    expect(saying({ receivers: { oncall: receivers.oncall }, signoz })).toMatch(/`signoz\.keyFile` is the file of/);
  });

  it('may be one for two routes, may lie elsewhere on the host, and may have the name that the collector gives its key', () => {
    const receivers = { oncall: [hook('/run/secrets/a.b')], security: [hook('/run/secrets/a.b'), hook('/etc/x/url')] };
    const signoz = { endpoint: 'https://ingest.test', keyFile: '/run/secrets/signoz-ingestion-key' };
    expect(saying({ receivers, signoz })).toBe('');
  });
});

describe('mail', () => {
  it.each<[object, RegExp]>([
    [{ smarthost: 'mail' }, /oncall\[0\]\.smarthost` must be `host:port` such as/],
    [{ smarthost: 'mail:0' }, /must be `host:port`/],
    [{ smarthost: 'mail:70000' }, /must be `host:port`/],
    [{ smarthost: 'smtp://mail:25' }, /must be `host:port`/],
    [{ username: 'me' }, /passwordFile` is missing: `username` needs it/],
    [{ passwordFile: '/run/secrets/smtp' }, /username` is missing: `passwordFile` needs it/],
    [{ to: 'oncall' }, /to` must be an address/],
    [{ from: 'alerts' }, /from` must be an address/],
    [{ to: 'a@b.test{{ .x }}' }, /to` holds `\{\{`/],
  ])('with %j is refused', (more, message) => {
    expect(saying(mail(more))).toMatch(message);
  });

  it('that can be sent is taken', () => {
    expect(saying(mail({}))).toBe('');
    expect(saying(mail({ smarthost: '[2001:db8::1]:587', to: 'a@x.test, B <b@x.test>' }))).toBe('');
    expect(saying(mail({ username: 'me', passwordFile: '/run/secrets/smtp' }))).toBe('');
  });
});

describe('parts of the overlay', () => {
  it('are all known by name', () => {
    const written = Object.values(MODELS).flatMap((of) => Object.keys({ ...collectors(of), ...stores(of) }));
    expect(new Set(written)).toEqual(new Set(PART_NAMES));
  });

  it.each(PART_NAMES)('an application called %s is not merged into one', (name) => {
    const message = new RegExp(`\`compose\\.service\`: \`${name}\` is a part of the overlay.*service: '${name}-app'`);
    expect(saying({ compose: { service: name } })).toMatch(message);
    expect(saying({}, { ...application, service: { name } })).toMatch(message);
  });
});
