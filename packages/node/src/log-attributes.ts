/** Fields of a line, which are plain JSON. */
type Fields = Readonly<Record<string, unknown>>;

type Attributes = Record<string, unknown>;

/**
 * Namespaces of OpenTelemetry's semantic conventions. A name must not be one of them as well, so a field that is called
 * `code` or `user` cannot stand in a record under that name.
 */
const NAMESPACES: ReadonlySet<string> = new Set(
  (
    'android app artifact aspnetcore aws az azure browser cassandra cicd client cloud cloudevents cloudfoundry code ' +
    'container cpu cpython db deployment destination device disk dns dotnet elasticsearch enduser error event exception ' +
    'faas feature_flag file gcp gen_ai geo go graphql heroku host http hw ios jsonrpc jvm k8s linux log mainframe mcp ' +
    'message messaging net network nfs nodejs oci onc_rpc openai openshift opentracing oracle oracle_cloud os otel peer ' +
    'pool pprof process profile rpc security_rule server service session signalr source state system telemetry test ' +
    'thread tls url user user_agent v8js vcs webengine zos'
  ).split(' '),
);

/** Where fields go whose own name is taken. */
const APART = 'plumbline.field.';

const isText = (value: unknown): value is string => typeof value === 'string';
const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a value becomes, under which names; undefined where it is not what the name promises. */
type Reading = (value: unknown) => Attributes | undefined;

const named =
  (name: string): Reading =>
  (value) =>
    isText(value) ? { [name]: value } : undefined;

/** Jobs and messages have no route; what they have instead stands in its place with a word in front. */
const readRoute: Reading = (value) => {
  if (!isText(value)) return undefined;
  if (value.startsWith('job:')) return { 'plumbline.job.name': value.slice(4) };
  if (value.startsWith('message:')) return { 'messaging.destination.name': value.slice(8) };
  return { 'http.route': value };
};

/** Type, message and stack under the names of the conventions; causes, codes and fields of an error keep their shape. */
const readError: Reading = (value) => {
  if (!isRecord(value)) return undefined;
  const { type, message, stack, ...details } = value;
  if (!isText(type) || !isText(message)) return undefined;
  return {
    'exception.type': type,
    'exception.message': message,
    ...(isText(stack) && { 'exception.stacktrace': stack }),
    ...(Object.keys(details).length > 0 && { 'plumbline.exception.details': details }),
  };
};

const READINGS: ReadonlyMap<string, Reading> = new Map([
  ['request_id', named('plumbline.request.id')],
  ['actor_id', named('user.hash')],
  ['actor_role', (value: unknown) => (isText(value) ? { 'user.roles': [value] } : undefined)],
  ['route_pattern', readRoute],
  ['feature', named('plumbline.feature')],
  ['surface', named('plumbline.surface')],
  ['err', readError],
  ['error_id', named('plumbline.error.id')],
  ['error_type', named('error.type')],
]);

const SUMMARY = ['method', 'status', 'duration_ms', 'outcome'] as const;

/** The fields that only the summary line of a request has; undefined for every other line. */
function readSummary(message: string, fields: Fields): Attributes | undefined {
  if (message !== 'request') return undefined;
  const { method, status, duration_ms: ms, outcome } = fields;
  if (!isText(method) || !Number.isInteger(status) || typeof ms !== 'number' || !isText(outcome)) return undefined;
  return {
    'http.request.method': method,
    // Without an answer there is no status.
    ...(status !== 0 && { 'http.response.status_code': status }),
    // Whole microseconds: a fraction that happens to be whole would travel as an integer and change its type.
    'plumbline.request.duration_us': Math.round(ms * 1_000),
    'plumbline.request.outcome': outcome,
  };
}

function freeName(taken: Attributes, name: string): string {
  let free = NAMESPACES.has(name) ? APART + name : name;
  while (Object.hasOwn(taken, free)) free = APART + free;
  return free;
}

/**
 * The fields of a line as attributes of a record of OpenTelemetry: those of the baseline under the names of the semantic
 * conventions, or under `plumbline.*` where these have none. A field of the application keeps its name, unless that is a
 * namespace of the conventions or taken by the above; then it stands in `plumbline.field.*`.
 */
export function toAttributes(message: string, fields: Fields): Attributes {
  const summary = readSummary(message, fields);
  const out: Attributes = { ...summary };
  const rest: [string, unknown][] = [];
  for (const entry of Object.entries(fields)) {
    const [name, value] = entry;
    if (summary !== undefined && (SUMMARY as readonly string[]).includes(name)) continue;
    const read = READINGS.get(name)?.(value);
    if (read === undefined) rest.push(entry);
    else Object.assign(out, read);
  }
  for (const [name, value] of rest) out[freeName(out, name)] = value;
  return out;
}
