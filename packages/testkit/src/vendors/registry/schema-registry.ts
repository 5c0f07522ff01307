import { RETRY_AFTER_SECONDS } from '../../http/destination-fault.ts';
import type { RecordedRequest } from '../../http/read-request.ts';
import type { RecordedAnswer } from '../../http/write-answer.ts';
import { readObject, type Refusal, startStrictServer, type StrictServer } from '../strict-server.ts';
import { isSchema } from './accepts.ts';
import {
  answer,
  config,
  createStore,
  described,
  faultsAgainst,
  type Note,
  refusal,
  register,
  type RegisteredSchema,
  type Store,
  TYPE,
  versionOf,
} from './registry-store.ts';

export interface SchemaRegistryOptions {
  /** Port on 127.0.0.1; 0 takes a free one. @default 0 */
  readonly port?: number;
}

/**
 * A strict schema registry on this machine: the part of Confluent's REST interface that a producer needs, for JSON Schema,
 * with compatibility BACKWARD against the latest version, or NONE where a subject is set to it.
 */
export interface SchemaRegistry extends StrictServer {
  readonly schemas: readonly RegisteredSchema[];
}

/** The schema of a request; throws the registry's refusal. */
function readSchema(request: RecordedRequest, note: Note): string {
  if (
    !/^application\/(?:vnd\.schemaregistry(?:\.v1)?\+json|json|octet-stream)\b/.test(
      request.headers['content-type'] ?? '',
    )
  ) {
    note('header', 'content-type is not that of the registry');
    throw refusal(415, 415, 'HTTP 415 Unsupported Media Type');
  }
  const invalid = (what: string): Refusal => {
    note('body', what);
    return refusal(422, 42201, `Invalid schema: ${what}`);
  };
  const body = readObject(request);
  if (body === undefined) throw invalid('the body is no JSON object');
  for (const key of Object.keys(body)) {
    if (!['schema', 'schemaType', 'references', 'metadata', 'ruleSet'].includes(key))
      note('body', 'has a key that is not documented');
  }
  // Left out it means AVRO.
  if (body['schemaType'] !== 'JSON') throw invalid('schemaType is not JSON, the only kind this registry knows');
  const { schema } = body;
  if (typeof schema !== 'string') throw invalid('schema is not a text');
  try {
    if (isSchema(JSON.parse(schema))) return schema;
  } catch {
    // Answered below, with every other schema that is none.
  }
  throw invalid('schema is no JSON Schema');
}

type Route = readonly [
  string,
  RegExp,
  (store: Store, names: readonly string[], request: RecordedRequest, note: Note) => RecordedAnswer,
];

const routes: readonly Route[] = [
  ['GET', /^\/subjects$/, (store) => answer(200, [...new Set(store.all.map(({ subject }) => subject))])],
  [
    'POST',
    /^\/subjects\/([^/]+)\/versions$/,
    (store, [subject = ''], request, note) => register(store, subject, readSchema(request, note), note),
  ],
  [
    'POST',
    /^\/subjects\/([^/]+)$/,
    (store, [subject = ''], request, note) => {
      const schema = readSchema(request, note);
      if (store.of(subject).length === 0) throw refusal(404, 40401, 'Subject not found');
      const known = store.find(subject, schema);
      if (known === undefined) throw refusal(404, 40403, 'Schema not found');
      return answer(200, described(known));
    },
  ],
  [
    'GET',
    /^\/subjects\/([^/]+)\/versions$/,
    (store, [subject = '']) => {
      if (store.of(subject).length === 0) throw refusal(404, 40401, 'Subject not found');
      return answer(
        200,
        store.of(subject).map(({ version }) => version),
      );
    },
  ],
  [
    'GET',
    /^\/subjects\/([^/]+)\/versions\/([^/]+)$/,
    (store, [subject = '', version = '']) => answer(200, described(versionOf(store, subject, version))),
  ],
  [
    'GET',
    /^\/schemas\/ids\/(\d+)$/,
    (store, [id]) => {
      const found = store.all.find((one) => String(one.id) === id);
      if (found === undefined) throw refusal(404, 40403, 'Schema not found');
      return answer(200, { schemaType: 'JSON', schema: found.schema });
    },
  ],
  [
    'POST',
    /^\/compatibility\/subjects\/([^/]+)\/versions\/latest$/,
    (store, [subject = ''], request, note) => {
      const schema = readSchema(request, note);
      versionOf(store, subject, 'latest');
      const messages = faultsAgainst(store, subject, schema);
      return answer(200, { is_compatible: messages.length === 0, messages });
    },
  ],
  ['GET', /^\/config(?:\/([^/]+))?$/, (store, [subject = ''], request, note) => config(store, subject, request, note)],
  ['PUT', /^\/config(?:\/([^/]+))?$/, (store, [subject = ''], request, note) => config(store, subject, request, note)],
];

const failures = {
  busy: answer(503, { error_code: 50302, message: 'Leader is unknown' }),
  error: answer(500, { error_code: 50001, message: 'Error in the backend data store' }),
  throttled: {
    ...answer(429, { error_code: 42901, message: 'Too many requests' }),
    headers: { 'content-type': TYPE, 'retry-after': String(RETRY_AFTER_SECONDS) },
  },
  too_large: answer(413, { error_code: 413, message: 'Request entity too large' }),
  refuse: answer(422, { error_code: 42201, message: 'Invalid schema' }),
};

/** Starts a registry on 127.0.0.1. Close it, or hold it with `await using`. */
export async function startSchemaRegistry(options: SchemaRegistryOptions = {}): Promise<SchemaRegistry> {
  const store = createStore();
  const server = await startStrictServer(
    (request, note) => {
      const { pathname } = new URL(request.path, 'http://localhost');
      for (const [method, pattern, take] of routes) {
        const match = method === request.method ? pattern.exec(pathname) : null;
        if (match)
          return take(
            store,
            match.slice(1).map((name) => decodeURIComponent(name ?? '')),
            request,
            note,
          );
      }
      note('path', 'is none of the registry');
      throw refusal(404, 404, 'HTTP 404 Not Found');
    },
    { ...options, failures },
  );
  return { ...server, schemas: store.all };
}
