import type { Receiver } from '../model/stack-options.ts';
import type { StackFile } from '../model/stack-file.ts';
import type { StackModel } from '../model/stack-model.ts';
import { RECEIVERS, receiverSecrets } from './alertmanager/receivers.ts';
import { POSTGRES_DSN } from './alloy/exporters.ts';
import { isOfStack, secretName } from './compose/files-of-host.ts';
import { ADMIN_PASSWORD } from './grafana.ts';

/** One secret of the overlay: a file that somebody puts there, and that is never generated. */
export interface Secret {
  /** Name of the file below `secrets`. */
  readonly name: string;
  readonly reader: string;
  /** User of that container, who has to be able to read the file. */
  readonly user: number;
  readonly what: string;
  /** Writes the secret to standard output; undefined where it is pasted. */
  readonly made?: string;
}

/** Users of the images. */
const USERS = { alertmanager: 65_534, alloy: 473, 'alloy-exporters': 0, grafana: 472 } as const;

const CONTENT: Readonly<Record<Receiver['kind'], string>> = {
  teams: 'the webhook URL of the workflow in Teams',
  slack: 'the URL of an incoming webhook of Slack',
  pagerduty: 'the integration key (Events API v2) of the service in PagerDuty',
  email: 'the password of the mail account',
  webhook: 'the URL that is called',
};

const of = (reader: keyof typeof USERS, file: string, what: string, made?: string): Secret => ({
  name: secretName(file),
  reader,
  user: USERS[reader],
  what,
  ...(made !== undefined && { made }),
});

/** What a file of receivers holds, with the routes that need it. */
function contentOf({ options }: StackModel, file: string): string {
  const uses = RECEIVERS.flatMap((route) =>
    (options.receivers?.[route] ?? [])
      .filter((receiver) => Object.values(receiver).includes(file))
      .map(({ kind }) => ({ kind, route })),
  );
  const [first] = uses;
  const routes = [...new Set(uses.map(({ route }) => `\`${route}\``))].join(', ');
  return `${first === undefined ? 'a secret' : CONTENT[first.kind]}, for ${routes}`;
}

/** Every secret that the overlay needs below `secrets`, by name. Files elsewhere on the host are the host's own. */
export function secretsOfStack(model: StackModel): readonly Secret[] {
  const key = model.options.signoz?.keyFile;
  const secrets = [
    of(
      'grafana',
      ADMIN_PASSWORD,
      'the password of `admin`, taken at the very first start of Grafana and never again',
      'openssl rand -base64 24',
    ),
    ...(model.exporters.postgres
      ? [
          of(
            'alloy-exporters',
            POSTGRES_DSN,
            "`postgresql://USER:PASSWORD@HOST:5432/DATABASE`, of a role of its own that may read statistics: `CREATE ROLE exporter LOGIN PASSWORD '…'; GRANT pg_monitor TO exporter`",
          ),
        ]
      : []),
    ...receiverSecrets(model)
      .filter(isOfStack)
      .map((file) => of('alertmanager', file, contentOf(model, file))),
    ...(key !== undefined && isOfStack(key)
      ? [{ ...of('alloy', key, 'the ingestion key of the second receiver') }]
      : []),
  ];
  return secrets.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

const row = ({ name, reader, user, what }: Secret): string => `| \`${name}\` | ${reader} (${user}) | ${what} |`;

/**
 * The file belongs to the user who reads it: not even root has a right to files of others there. A line break at its end
 * would be part of an address, so what is pasted is written without it.
 */
const command = ({ made, name, user }: Secret): string =>
  made === undefined
    ? `printf %s "$(cat)" | sudo install -m 0400 -o ${user} /dev/stdin ${name} # paste, Enter, Ctrl-D`
    : `${made} | sudo install -m 0400 -o ${user} /dev/stdin ${name}`;

/** Of the folder `secrets`: what belongs there, who reads it, and how it is made. */
export function secretPages(model: StackModel): readonly StackFile[] {
  const secrets = secretsOfStack(model);
  const text = `# Secrets of the stack

Git ignores this folder but for this page, and \`plumbline stack generate\` writes and reads no secret: it says which files are
missing or empty, and so does \`plumbline stack check\`. Make them on the machine where the stack runs.

| file | read by (user) | what it holds |
| --- | --- | --- |
${secrets.map(row).join('\n')}

In this folder:

\`\`\`sh
${secrets.map(command).join('\n')}
\`\`\`

Compose puts each file into its container with the owner and the rights that it has here, so it belongs to the user who reads
it and to nobody else. Without its file a container does not start, and what Docker says (\`bind source path does not exist\`) names the file; there is
no default password. An older Compose may leave an empty folder of that name behind: remove it. A changed secret is read when its reader is restarted; the one of Grafana only before its very first start, so change
it in Grafana afterwards.
`;
  return [
    { path: 'secrets/.gitignore', text: '*\n!.gitignore\n!README.md\n' },
    { path: 'secrets/README.md', text },
  ];
}
