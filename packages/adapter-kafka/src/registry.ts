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

const isFinal = (status: number): boolean => status >= 400 && status < 500 && status !== 408 && status !== 429;

const FIXES: Readonly<Record<number, string>> = {
  401: 'Set `registry.username` and `registry.password`.',
  403: 'Give this user the right to register schemas of the subject.',
  409: 'Readers of the old schema would fail: make the change compatible, or give the topic another name.',
};

const refused = (subject: string, what: string, fix?: string, cause?: unknown): PlumblineError =>
  new PlumblineError('PLB_REGISTRY', `${KIND}: the registry ${what} the schema of ${subject}`, {
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
    throw refused(subject, 'does not answer about', 'Check its address; events wait until it answers.', cause);
  });
  const body: unknown = await answer.json().catch(() => undefined);
  const id: unknown = (body as { readonly id?: unknown } | undefined)?.id;
  if (answer.ok && typeof id === 'number') return id;
  const fix = FIXES[answer.status];
  // The status alone: a registry may quote what it was sent.
  throw refused(subject, `${isFinal(answer.status) ? 'refuses' : 'fails with'} (${answer.status})`, fix);
}

/**
 * Registers the schema of every listed event under `topic-event`, and resolves with the ID of each. A schema that is
 * known already keeps its ID. Throws PLB_REGISTRY for one that readers of the older one could not read.
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
