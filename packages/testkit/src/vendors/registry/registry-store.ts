import type { RecordedRequest } from '../../http/read-request.ts';
import type { RecordedAnswer } from '../../http/write-answer.ts';
import { inJson, readObject, Refusal } from '../strict-server.ts';
import { backwardFaults } from './compatibility.ts';

/** One registered version of a subject. */
export interface RegisteredSchema {
  readonly subject: string;
  readonly version: number;
  readonly id: number;
  /** The schema as text, as it was registered. */
  readonly schema: string;
}

export type Note = (where: string, what: string) => void;

export const TYPE = 'application/vnd.schemaregistry.v1+json';

/** An answer of the registry. */
export const answer = (status: number, value: unknown): RecordedAnswer =>
  inJson(status, value, { 'content-type': TYPE });

/** A refusal as the registry words it. */
export const refusal = (status: number, code: number, message: string): Refusal =>
  new Refusal(answer(status, { error_code: code, message }));

/** One schema has one text, whatever its spaces. */
const canonical = (text: string): string => JSON.stringify(JSON.parse(text));

/** What is registered. */
export interface Store {
  readonly all: RegisteredSchema[];
  of(subject: string): readonly RegisteredSchema[];
  find(subject: string, schema: string): RegisteredSchema | undefined;
  levelOf(subject: string): string;
  readonly levels: Map<string, string>;
}

/** An empty one. */
export function createStore(): Store {
  const all: RegisteredSchema[] = [];
  const levels = new Map<string, string>();
  const of = (subject: string): readonly RegisteredSchema[] => all.filter((one) => one.subject === subject);
  return {
    all,
    of,
    find: (subject, schema) => of(subject).find((one) => canonical(one.schema) === canonical(schema)),
    levels,
    levelOf: (subject) => levels.get(subject) ?? levels.get('') ?? 'BACKWARD',
  };
}

/** Why a schema may not follow the latest version. */
export function faultsAgainst(store: Store, subject: string, schema: string): readonly string[] {
  const latest = store.of(subject).at(-1);
  if (latest === undefined || store.levelOf(subject) === 'NONE') return [];
  return backwardFaults(JSON.parse(latest.schema), JSON.parse(schema)).map(
    ({ path, what }) => `${path || '/'}: ${what}`,
  );
}

/** Registers a schema, or gives the ID that it has. */
export function register(store: Store, subject: string, schema: string, note: Note): RecordedAnswer {
  const known = store.find(subject, schema);
  if (known !== undefined) return answer(200, { id: known.id });
  const faults = faultsAgainst(store, subject, schema);
  if (faults.length > 0) {
    note('schema', 'is incompatible with the latest version');
    throw refusal(
      409,
      409,
      `Schema being registered is incompatible with an earlier schema for subject: ${faults.join('; ')}`,
    );
  }
  // One text has one ID, whatever subject it stands under.
  const twin = store.all.find((one) => canonical(one.schema) === canonical(schema));
  const id = twin?.id ?? new Set(store.all.map((one) => one.id)).size + 1;
  store.all.push({ subject, schema, id, version: store.of(subject).length + 1 });
  return answer(200, { id });
}

/** A version by its number or as `latest`; throws the registry's refusal. */
export function versionOf(store: Store, subject: string, wanted: string): RegisteredSchema {
  const versions = store.of(subject);
  if (versions.length === 0) throw refusal(404, 40401, 'Subject not found');
  const found = wanted === 'latest' ? versions.at(-1) : versions.find(({ version }) => String(version) === wanted);
  if (found === undefined) throw refusal(404, 40402, 'Version not found');
  return found;
}

/** A version as the registry shows it. */
export const described = ({ subject, version, id, schema }: RegisteredSchema): object => ({
  subject,
  version,
  id,
  schemaType: 'JSON',
  schema,
});

/** Reads or sets the level of a subject, or of all where it has no name. */
export function config(store: Store, subject: string, request: RecordedRequest, note: Note): RecordedAnswer {
  if (request.method === 'GET') return answer(200, { compatibilityLevel: store.levelOf(subject) });
  const level = readObject(request)?.['compatibility'];
  if (level !== 'BACKWARD' && level !== 'NONE') {
    note('compatibility', 'is neither BACKWARD nor NONE, the only levels this registry knows');
    throw refusal(422, 42203, 'Invalid compatibility level');
  }
  store.levels.set(subject, level);
  return answer(200, { compatibility: level });
}
