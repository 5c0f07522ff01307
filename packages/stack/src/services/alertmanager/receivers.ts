import type { Receiver, ReceiverName } from '../../model/stack-options.ts';
import type { StackModel } from '../../model/stack-model.ts';
import { audience } from './audience.ts';

/** Every route there may be, in the order in which they are written. */
export const RECEIVERS = [
  'oncall',
  'security',
  'product',
  'chat',
  'deadman',
] as const satisfies readonly ReceiverName[];

/** Where alerts stay that nobody is told of: the page of Alertmanager. */
export const PAGE = 'page';

const template = (name: string): string => `{{ template "plumbline.${name}" . }}`;

const FIRST = '(index .Alerts 0).Annotations';

/** Sections of a receiver, by Alertmanager's name of its kind; every secret stays in the file that the option names. */
const sections: { readonly [K in Receiver['kind']]: (receiver: Extract<Receiver, { kind: K }>) => [string, object] } = {
  teams: ({ urlFile }) => [
    'msteamsv2_configs',
    { webhook_url_file: urlFile, send_resolved: true, title: template('title'), text: template('markdown') },
  ],
  slack: ({ channel, urlFile }) => [
    'slack_configs',
    {
      api_url_file: urlFile,
      channel,
      send_resolved: true,
      title: template('title'),
      title_link: `{{ ${FIRST}.dashboard_url }}`,
      text: template('slack'),
    },
  ],
  pagerduty: ({ routingKeyFile }) => [
    'pagerduty_configs',
    {
      routing_key_file: routingKeyFile,
      send_resolved: true,
      description: template('title'),
      severity: '{{ if eq .CommonLabels.severity "none" }}info{{ else }}{{ .CommonLabels.severity }}{{ end }}',
      class: '{{ .CommonLabels.layer }}',
      links: [
        { href: `{{ ${FIRST}.runbook_url }}`, text: 'Runbook' },
        { href: `{{ ${FIRST}.dashboard_url }}`, text: 'Board' },
      ],
    },
  ],
  email: ({ from, passwordFile, smarthost, to, username }) => [
    'email_configs',
    {
      to,
      from,
      smarthost,
      require_tls: true,
      auth_username: username,
      auth_password_file: passwordFile,
      send_resolved: true,
      headers: { Subject: template('title') },
      html: template('html'),
      text: template('markdown'),
    },
  ],
  webhook: ({ urlFile }) => ['webhook_configs', { url_file: urlFile, send_resolved: true }],
};

const section = (receiver: Receiver): [string, object] =>
  (sections[receiver.kind] as (receiver: Receiver) => [string, object])(receiver);

function receiver(name: ReceiverName, given: readonly Receiver[]): object {
  const kinds: Record<string, object[]> = {};
  for (const one of given) {
    const [kind, settings] = section(one);
    kinds[kind] = [...(kinds[kind] ?? []), settings];
  }
  return { name, ...kinds };
}

/** All receivers; one that nobody is told by is legal. */
export const receivers = (model: StackModel): readonly object[] => [
  { name: PAGE },
  ...RECEIVERS.map((name) => receiver(name, audience(model, name).receivers)),
];

/** Files with secrets that Alertmanager reads, each once, sorted. */
export const receiverSecrets = ({ options }: StackModel): readonly string[] =>
  [
    ...new Set(
      RECEIVERS.flatMap((name) => options.receivers?.[name] ?? []).flatMap((receiver) =>
        Object.entries(receiver).flatMap(([key, value]) => (key.endsWith('File') ? [value] : [])),
      ),
    ),
  ].sort();
