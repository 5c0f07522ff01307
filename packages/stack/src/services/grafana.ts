import type { StackFile } from '../model/stack-file.ts';
import type { StackModel } from '../model/stack-model.ts';
import { PORTS } from './addresses.ts';
import { header } from './header.ts';

/** Where the password of the first administrator is, as Grafana sees it. */
export const ADMIN_PASSWORD = '/run/secrets/grafana-admin-password';

type Sections = Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;

const sections = ({ urls }: StackModel): Sections => ({
  server: { http_port: PORTS.grafana, root_url: urls.grafana },
  security: {
    // Read by Grafana when it starts; the file is the only place that holds it.
    admin_password: `$__file{${ADMIN_PASSWORD}}`,
    cookie_secure: urls.grafana.startsWith('https:'),
    // A link of an alert comes from another site, such as a chat: with `strict` it would ask everybody to sign in again.
    cookie_samesite: 'lax',
    disable_gravatar: true,
    content_security_policy: true,
  },
  'auth.anonymous': { enabled: false },
  users: { allow_sign_up: false, allow_org_create: false, auto_assign_org_role: 'Viewer' },
  public_dashboards: { enabled: false },
  snapshots: { external_enabled: false },
  analytics: {
    reporting_enabled: false,
    check_for_updates: false,
    check_for_plugin_updates: false,
    feedback_links_enabled: false,
  },
  news: { news_feed_enabled: false },
  // From 13.2 on the data sources are plugins within the image. Grafana would replace them by newer ones from outside when it
  // starts, and on a read-only root loses them by trying (grafana-operator #2946): it must not try.
  plugins: { plugin_admin_enabled: false, preinstall_disabled: true, public_key_retrieval_disabled: true },
  metrics: { enabled: true },
  log: { mode: 'console', level: 'warn' },
});

/** Grafana 13: people sign in, new ones are viewers, and nothing is told to anybody outside. */
export const grafanaFile = (model: StackModel): StackFile => ({
  path: 'grafana/grafana.ini',
  text: [
    ...header('Grafana: no anonymous access, no reports, no look-ups of updates.')
      .split('\n')
      .map((line) => `; ${line}`),
    ...Object.entries(sections(model)).flatMap(([name, settings]) => [
      '',
      `[${name}]`,
      ...Object.entries(settings).map(([key, value]) => `${key} = ${value}`),
    ]),
    '',
  ].join('\n'),
});
