import path from 'node:path/posix';
import type { StackOptions } from './model/stack-options.ts';

/** Where Compose puts secrets within a container; a file there is one of the folder `secrets` of the stack. */
const SECRETS = '/run/secrets/';

/** An absolute path within the container or on the host. */
const PATH = /^\/[\w./-]{1,200}$/;
const NAME = /^[A-Za-z0-9][\w.-]{0,99}$/;

/** Read by other parts of the stack, or no secret at all: `README.md` there is committed. */
const TAKEN: Readonly<Record<string, string>> = {
  'grafana-admin-password': 'is the password of Grafana',
  'postgres-exporter-dsn': 'is the address of the database, for its exporter',
  'signoz-ingestion-key': 'is where the collector finds the key of `signoz`',
  'readme.md': 'is the page of that folder, which git keeps',
};

/** Where the parts that read such a file have files of their own. */
const OF_PARTS = /^\/(?:alertmanager|dev|etc\/alertmanager|proc|sys)(?:\/|$)/;

/** What is wrong with the path of a secret file; the value may be the secret itself, so it is repeated only where it is a path. */
function faultOf(at: string, file: string): string[] {
  if (!PATH.test(file)) return [`\`${at}\` must be the absolute path of a file that holds the secret, not the secret`];
  if (path.normalize(file) !== file || file.endsWith('/'))
    return [`\`${at}\` must name the file as it is, without \`..\`, \`.\`, \`//\` and a slash at its end`];
  if (file === SECRETS.slice(0, -1) || OF_PARTS.test(file))
    return [
      `\`${at}\`: \`${file}\` belongs to the container; take a file below \`${SECRETS}\` or another folder of the host`,
    ];
  if (!file.startsWith(SECRETS)) return [];
  const name = file.slice(SECRETS.length);
  const given = `\`${at}\`: \`${file}\``;
  if (!NAME.test(name))
    return [`${given} must be one name below \`${SECRETS}\`, such as \`${SECRETS}${name.replaceAll(/[^\w]+/g, '-')}\``];
  const taken = TAKEN[name.toLowerCase()];
  return taken === undefined || (at === 'signoz.keyFile' && name === 'signoz-ingestion-key')
    ? []
    : [`${given} ${taken}: take another name`];
}

/** Every secret file of the options, by its option. */
function filesOf({ receivers = {}, signoz }: StackOptions): readonly (readonly [string, string])[] {
  const ofReceivers = Object.entries(receivers).flatMap(([route, list]) =>
    list.flatMap((receiver, index) =>
      Object.entries(receiver).flatMap(([key, file]: [string, unknown]) =>
        key.endsWith('File') && typeof file === 'string' && file !== ''
          ? [[`receivers.${route}[${index}].${key}`, file] as const]
          : [],
      ),
    ),
  );
  return [...ofReceivers, ...(signoz?.keyFile === undefined ? [] : [['signoz.keyFile', signoz.keyFile] as const])];
}

/** Names that are one on a disk that does not tell upper case from lower case. */
function sameFiles(files: readonly (readonly [string, string])[]): string[] {
  const seen = new Map<string, string>();
  return files.flatMap(([at, file]) => {
    const before = seen.get(file.toLowerCase());
    seen.set(file.toLowerCase(), before ?? file);
    return before === undefined || before === file
      ? []
      : [`\`${at}\`: \`${file}\` and \`${before}\` are one file where case does not count: take another name`];
  });
}

/** A file belongs to the one user who reads it, and the collector is another one than Alertmanager. */
function readByTwo(files: readonly (readonly [string, string])[]): string[] {
  const key = files.find(([at]) => at === 'signoz.keyFile')?.[1];
  const other = files.find(([at, file]) => at !== 'signoz.keyFile' && file === key);
  return other === undefined ? [] : [`\`signoz.keyFile\` is the file of \`${other[0]}\` as well: take another one`];
}

/** Paths of secrets that are none, that lead elsewhere, or that two readers would share. */
export function secretFaults(options: StackOptions): string[] {
  const files = filesOf(options);
  const own = files.flatMap(([at, file]) => faultOf(at, file));
  return own.length > 0 ? own : [...sameFiles(files), ...readByTwo(files)];
}
