import type { Allowlist, EgressDeclaration } from '@plumbline/core';
import type { RecordedRequest } from '../../http/read-request.ts';

/** A request as it was seen on the wire, its body as text in JSON or as lines of JSON. */
export type WireRequest = Pick<RecordedRequest, 'method' | 'path' | 'headers' | 'body'>;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const tryJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** A text that is JSON itself hides keys: ClickHouse gets the payload that way. */
const inner = (value: unknown): unknown => {
  const parsed = typeof value === 'string' && /^\s*[[{]/.test(value) ? tryJson(value) : undefined;
  return parsed === undefined ? value : parsed;
};

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/** Every key of a value as a path: `[]` stands for a list of objects, and a list of plain values is one key. */
function* pathsOf(given: unknown, path: string): Generator<string> {
  const value = inner(given);
  if (isRecord(value) && Object.keys(value).length > 0) {
    for (const [key, entry] of Object.entries(value)) yield* pathsOf(entry, join(path, key));
  } else if (Array.isArray(value) && value.some((entry) => typeof entry === 'object' && entry !== null)) {
    for (const entry of value) yield* pathsOf(entry, `${path}[]`);
  } else yield path === '' ? '(a bare value)' : path;
}

/** A body as one value: JSON, or a list of the lines; undefined for neither. */
export function readBody(text: string): unknown {
  const whole = tryJson(text);
  if (whole !== undefined) return whole;
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => tryJson(line));
  return lines.includes(undefined) ? undefined : lines;
}

/** Everything that one request discloses besides values: its address, headers, query and keys. */
export function factsOf({ method, path, headers, body }: WireRequest): readonly string[] {
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  const facts = [`endpoint ${method} ${pathname}`];
  for (const [name, value] of Object.entries(headers)) facts.push(`header ${name}=${String(value)}`);
  for (const name of searchParams.keys()) facts.push(`key ?${name}`);
  if (body === '') return facts;
  const read = readBody(body);
  if (read === undefined)
    return [...facts, 'key (a body that is not JSON: `requests` has to hand over what it decoded, names as keys)'];
  return [...facts, ...[...pathsOf(read, '')].map((key) => `key ${key}`)];
}

/** One declared fact, and which observed ones it covers. */
export interface DeclaredFact {
  readonly words: string;
  covers(fact: string): boolean;
}

const exactly = (words: string): DeclaredFact => ({ words, covers: (fact) => fact === words });

function headerFact(declared: string): DeclaredFact {
  const words = `header ${declared}`;
  return declared.includes('=') ? exactly(words) : { words, covers: (fact) => fact.startsWith(`${words}=`) };
}

/** A segment in braces stands for any: `/api/projects/{id}/persons/`. */
function endpointFact(method: string, path: string): DeclaredFact {
  const segments = path.split('/').map((part) => (/^\{.+\}$/.test(part) ? undefined : part));
  const fits = (seen: string): boolean => {
    const parts = seen.split('/');
    return parts.length === segments.length && segments.every((part, at) => part === undefined || part === parts[at]);
  };
  const words = `endpoint ${method} ${path}`;
  const start = `endpoint ${method} `;
  return { words, covers: (fact) => fact.startsWith(start) && fits(fact.slice(start.length)) };
}

/** The fields that may leave: those listed, or, where the whole catalog may, those that were captured. */
const fieldsOf = (allow: Allowlist, captured: ReadonlySet<string>): ReadonlySet<string> =>
  allow === 'catalog' ? captured : new Set(Object.values(allow).flat());

/** Everything that a declaration covers. Keys of an event are relative to where events stand in the body. */
export function declaredFacts(
  egress: EgressDeclaration,
  allow: Allowlist,
  about: { readonly eventAt: string; readonly captured: ReadonlySet<string> },
): readonly DeclaredFact[] {
  const inEvent = (key: string): DeclaredFact => exactly(`key ${join(about.eventAt, key)}`);
  return [
    ...egress.endpoints.map(({ method, path }) => endpointFact(method, path)),
    ...egress.headers.map((header) => headerFact(header)),
    ...egress.sdkAdds.map(({ key }) => exactly(`key ${key}`)),
    ...egress.envelope.map(({ as }) => inEvent(as)),
    ...[...fieldsOf(allow, about.captured)].map((field) => inEvent(egress.payloadAs.replace('{field}', field))),
  ];
}
