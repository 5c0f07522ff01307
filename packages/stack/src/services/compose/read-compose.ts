import { parseDocument } from 'yaml';

/** What is read of a compose file; everything may be missing or of another shape. */
export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: readonly string[];
  readonly networks: readonly string[];
  readonly secrets: readonly string[];
  /** Other files bring services that are not seen here. */
  readonly includes: boolean;
}

export interface ComposeService {
  readonly ports: readonly Port[];
  readonly environment: readonly string[];
  /** Undefined where none are named: then it is in `default`. */
  readonly networks: readonly string[] | undefined;
  readonly networkMode: string | undefined;
  /** What it does not say may stand in another service, or in another file. */
  readonly isExtended: boolean;
  readonly hasHealthcheck: boolean;
  readonly stopSeconds: number;
}

/** `host` is undefined where Docker chooses one, or where a range or a variable without a default stands there. */
export interface Port {
  readonly host: number | undefined;
  readonly container: number | undefined;
}

/** Compose sends SIGKILL after this, where a service says nothing. */
const STOP_SECONDS = 10;

type Fields = Readonly<Record<string, unknown>>;

const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

const items = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What YAML reads as a number or a text; nothing where it is a list or a map. */
const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** Keys of a map, or the words of a list before `=`: both forms are legal for variables and networks. */
const names = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map((item) => textOf(item).split('=', 1).join('')) : Object.keys(fields(value));

/** `${PORT:-3000}` is 3000 unless somebody says otherwise. */
const withDefaults = (text: string): string => text.replaceAll(/\$\{\w+:?-([^${}]*)\}/g, '$1');

const number = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;

function portOf(value: unknown): Port {
  if (typeof value === 'object') {
    const { published, target } = fields(value);
    return {
      host: number(withDefaults(textOf(published))),
      container: number(withDefaults(textOf(target))),
    };
  }
  const parts = withDefaults(textOf(value))
    .replace(/\/\w+$/, '')
    .split(':');
  return { host: parts.length > 1 ? number(parts.at(-2)) : undefined, container: number(parts.at(-1)) };
}

const UNITS: Readonly<Record<string, number>> = { h: 3_600, m: 60, s: 1, ms: 0.001 };

/** `1m30s` in seconds. */
function secondsOf(value: unknown): number {
  if (value === undefined) return STOP_SECONDS;
  const parts = [...textOf(value).matchAll(/(\d{1,9}(?:\.\d{1,9})?)(ms|[hms])/g)];
  return parts.reduce((sum, [, amount, unit = 's']) => sum + Number(amount) * (UNITS[unit] ?? 1), 0);
}

function serviceOf(value: unknown): ComposeService {
  const service = fields(value);
  const healthcheck = fields(service['healthcheck']);
  const mode = service['network_mode'];
  return {
    ports: items(service['ports']).map(portOf),
    environment: names(service['environment']),
    networks: service['networks'] === undefined ? undefined : names(service['networks']),
    isExtended: service['extends'] !== undefined,
    networkMode: typeof mode === 'string' ? mode : undefined,
    hasHealthcheck: healthcheck['test'] !== undefined && healthcheck['disable'] !== true,
    stopSeconds: secondsOf(service['stop_grace_period']),
  };
}

/** Reads a compose file, and gives the first fault of its YAML in place of it. */
export function readCompose(text: string): ComposeFile | { readonly fault: string } {
  const document = parseDocument(text, { merge: true, prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) return { fault: error.message.split('\n')[0]?.replace(/:$/, '') ?? 'is no YAML' };
  const file = fields(document.toJS());
  const services = Object.entries(fields(file['services'])).map(([name, value]) => [name, serviceOf(value)]);
  return {
    services: Object.fromEntries(services) as Readonly<Record<string, ComposeService>>,
    volumes: names(file['volumes']),
    networks: names(file['networks']),
    secrets: names(file['secrets']),
    includes: file['include'] !== undefined,
  };
}
