import { PlumblineError } from '@plumbline/core';
import { KIND, subjectPath } from './egress.ts';
import { type Schema, valueSchema } from './value-schema.ts';

/** A schema registry with Confluent's REST interface. */
export interface RegistryOptions {
  /** Its origin, such as `https://registry.example`. */
  readonly url: string;
  /** What `emitJsonSchema(catalog)` of `@plumbline/schema` returns. */
  readonly schemas: { readonly $defs: Readonly<Record<string, Schema>> };
  readonly username?: string;
  readonly password?: string;
}

/** What a registry is told of. */
export interface Published {
  readonly topic: string;
  readonly allow: Readonly<Record<string, readonly string[]>>;
}

const TYPE = 'application/vnd.schemaregistry.v1+json';

const DEADLINE_MS = 10_000;

/** Names of faults stand at the beginning. */
const MAX_MESSAGE = 4_096;

const isFinal = (status: number): boolean => status >= 400 && status < 500 && status !== 408 && status !== 429;

const FIXES: Readonly<Record<number, string>> = {
  401: 'Set `registry.username` and `registry.password`.',
  403: 'Give this user the right to register schemas of the subject.',
  409: 'Readers of the old schema would fail: make the change compatible, or give the topic another name.',
};

/** What a registry names by code, so that its own text, which may quote what it was sent, need not be repeated. */
const REASONS: Readonly<Record<number, string>> = {
  409: 'not compatible with an earlier version',
  42201: 'not a valid schema',
  40301: 'not permitted',
};

// Confluent's names of what is not compatible, such as REQUIRED_PROPERTY_ADDED: words of its own closed list.
const KINDS = /errorType["' ]*:["' ]*([A-Z]+(?:_[A-Z]+){1,9})\b/g;

/** More are read in the registry. */
const MOST_KINDS = 5;

/** Why, as far as an answer says it in codes: ` (409, not compatible with an earlier version: PROPERTY_REMOVED)`. */
function reasonOf(status: number, body: unknown): string {
  const { error_code: given, message } = (body ?? {}) as { readonly error_code?: unknown; readonly message?: unknown };
  const code = typeof given === 'number' && Number.isInteger(given) ? given : status;
  const text = typeof message === 'string' ? message.slice(0, MAX_MESSAGE) : '';
  const kinds = [...new Set([...text.matchAll(KINDS)].flatMap(([, kind]) => kind ?? []))].slice(0, MOST_KINDS);
  const said = [REASONS[code] ?? REASONS[status] ?? '', kinds.join(', ')].filter((part) => part !== '').join(': ');
  const codes = code === status ? `${status}` : `${status}, code ${code}`;
  return said === '' ? codes : `${codes}, ${said}`;
}

type Code = 'PLB_REGISTRY' | 'PLB_REGISTRY_REFUSED';

const failed = (code: Code, subject: string, what: string, fix?: string, cause?: unknown): PlumblineError =>
  new PlumblineError(code, `${KIND}: the registry ${what} the schema of ${subject}`, {
    ...(fix !== undefined && { fix }),
    cause,
  });

async function register(options: RegistryOptions, subject: string, schema: Schema): Promise<number> {
  const { url, username, password = '' } = options;
  const authorization =
    username === undefined ? undefined : `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const answer = await fetch(new URL(subjectPath(subject), url), {
    method: 'POST',
    redirect: 'manual',
    signal: AbortSignal.timeout(DEADLINE_MS),
    headers: { 'content-type': TYPE, ...(authorization !== undefined && { authorization }) },
    body: JSON.stringify({ schemaType: 'JSON', schema: JSON.stringify(schema) }),
  }).catch((cause: unknown) => {
    const fix = 'Check its address; events wait until it answers.';
    throw failed('PLB_REGISTRY', subject, 'does not answer about', fix, cause);
  });
  const body: unknown = await answer.json().catch(() => undefined);
  const id: unknown = (body as { readonly id?: unknown } | undefined)?.id;
  if (answer.ok && typeof id === 'number') return id;
  const { status } = answer;
  const why = reasonOf(status, body);
  if (isFinal(status)) throw failed('PLB_REGISTRY_REFUSED', subject, `refuses (${why})`, FIXES[status]);
  throw failed('PLB_REGISTRY', subject, `fails with (${why})`);
}

/**
 * Registers the schema of every listed event under `topic-event`, and resolves with the ID of each. A schema that is
 * known already keeps its ID. Throws PLB_REGISTRY_REFUSED for one that the registry will never take as it is, and PLB_REGISTRY
 * where it does not answer.
 */
export async function publishSchemas(
  options: RegistryOptions,
  { topic, allow }: Published,
): Promise<ReadonlyMap<string, number>> {
  const ids = new Map<string, number>();
  for (const [name, fields] of Object.entries(allow)) {
    const schema = valueSchema(name, options.schemas.$defs[name] ?? {}, fields);
    ids.set(name, await register(options, `${topic}-${name}`, schema));
  }
  return ids;
}
