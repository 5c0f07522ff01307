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

/** Puts a value under its names; false where it is not what the name promises, and stays a field like any other. */
type Writing = (out: Attributes, value: unknown) => boolean;

const named =
  (name: string): Writing =>
  (out, value) => {
    if (!isText(value)) return false;
    out[name] = value;
    return true;
  };

/** Jobs and messages have no route; what they have instead stands in its place with a word in front. */
const writeRoute: Writing = (out, value) => {
  if (!isText(value)) return false;
  if (value.startsWith('job:')) out['plumbline.job.name'] = value.slice(4);
  else if (value.startsWith('message:')) out['messaging.destination.name'] = value.slice(8);
  else out['http.route'] = value;
  return true;
};

/** Type, message and stack under the names of the conventions; causes, codes and fields of an error keep their shape. */
const writeError: Writing = (out, value) => {
  if (!isRecord(value)) return false;
  const { type, message, stack, ...more } = value;
  if (!isText(type) || !isText(message)) return false;
  out['exception.type'] = type;
  out['exception.message'] = message;
  const details: Attributes = more;
  if (isText(stack)) out['exception.stacktrace'] = stack;
  else if (stack !== undefined) details['stack'] = stack;
  if (Object.keys(details).length > 0) out['plumbline.exception.details'] = details;
  return true;
};

const writeRole: Writing = (out, value) => {
  if (!isText(value)) return false;
  out['user.roles'] = [value];
  return true;
};

const WRITINGS: ReadonlyMap<string, Writing> = new Map([
  ['request_id', named('plumbline.request.id')],
  ['actor_id', named('user.hash')],
  ['actor_role', writeRole],
  ['route_pattern', writeRoute],
  ['feature', named('plumbline.feature')],
  ['surface', named('plumbline.surface')],
  ['err', writeError],
  ['error_id', named('plumbline.error.id')],
  ['error_type', named('error.type')],
]);

const SUMMARY: ReadonlySet<string> = new Set(['method', 'status', 'duration_ms', 'outcome']);

/** Writes the fields that only the summary line of a request has; false for every other line. */
function writeSummary(out: Attributes, message: string, fields: Fields): boolean {
  if (message !== 'request') return false;
  const { method, status, duration_ms: ms, outcome } = fields;
  if (!isText(method) || !Number.isInteger(status) || typeof ms !== 'number' || !isText(outcome)) return false;
  out['http.request.method'] = method;
  // Without an answer there is no status.
  if (status !== 0) out['http.response.status_code'] = status;
  // Whole microseconds: a fraction that happens to be whole would travel as an integer and change its type.
  out['plumbline.request.duration_us'] = Math.round(ms * 1_000);
  out['plumbline.request.outcome'] = outcome;
  return true;
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
  const out: Attributes = {};
  const summary = writeSummary(out, message, fields);
  const rest: string[] = [];
  for (const name of Object.keys(fields)) {
    if (summary && SUMMARY.has(name)) continue;
    if (WRITINGS.get(name)?.(out, fields[name]) !== true) rest.push(name);
  }
  for (const name of rest) out[freeName(out, name)] = fields[name];
  return out;
}
