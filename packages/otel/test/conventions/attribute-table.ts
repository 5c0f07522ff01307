/** What an attribute holds, as the semantic conventions name types; `any` is whatever a log record can hold. */
export type AttributeType = 'string' | 'int' | 'double' | 'boolean' | 'string[]' | 'any';

/** The kind of data that carries an attribute. */
export type Carrier = 'resource' | 'span' | 'metric' | 'log';

export interface AttributeSpec {
  readonly type: AttributeType;
  readonly on: readonly Carrier[];
  readonly meaning: string;
}

/** An attribute of our own. */
export interface OwnAttribute extends AttributeSpec {
  /** `stable` names change with a major version only. */
  readonly stability: 'stable' | 'development';
}

const HTTP = ['span', 'metric'] as const;

/** Attributes of OpenTelemetry's semantic conventions that the baseline sets. A name that ends with `.*` stands for many. */
export const conventionAttributes: Readonly<Record<string, AttributeSpec>> = {
  'service.name': { type: 'string', on: ['resource'], meaning: 'Name of the service.' },
  'service.version': { type: 'string', on: ['resource'], meaning: 'Version of the service.' },
  'service.namespace': { type: 'string', on: ['resource'], meaning: 'As the environment says.' },
  'service.instance.id': {
    type: 'string',
    on: ['resource'],
    meaning: 'A random ID of this start, or what the environment says.',
  },
  'deployment.environment.name': { type: 'string', on: ['resource'], meaning: 'Environment, such as `production`.' },
  'telemetry.sdk.language': { type: 'string', on: ['resource'], meaning: '`nodejs`.' },
  'telemetry.sdk.name': { type: 'string', on: ['resource'], meaning: '`opentelemetry`.' },
  'telemetry.sdk.version': { type: 'string', on: ['resource'], meaning: 'Version of the SDK.' },
  'cloud.provider': { type: 'string', on: ['resource'], meaning: 'As the environment says.' },
  'cloud.platform': { type: 'string', on: ['resource'], meaning: 'As the environment says.' },
  'cloud.region': { type: 'string', on: ['resource'], meaning: 'As the environment says.' },
  'cloud.availability_zone': { type: 'string', on: ['resource'], meaning: 'As the environment says.' },
  'container.image.name': { type: 'string', on: ['resource'], meaning: 'As the environment says.' },
  'k8s.cluster.name': { type: 'string', on: ['resource'], meaning: 'As the environment says.' },
  'k8s.namespace.name': { type: 'string', on: ['resource'], meaning: 'As the environment says.' },
  'k8s.deployment.name': { type: 'string', on: ['resource'], meaning: 'As the environment says.' },
  'k8s.statefulset.name': { type: 'string', on: ['resource'], meaning: 'As the environment says.' },
  'k8s.daemonset.name': { type: 'string', on: ['resource'], meaning: 'As the environment says.' },
  'k8s.job.name': { type: 'string', on: ['resource'], meaning: 'As the environment says.' },
  'k8s.cronjob.name': { type: 'string', on: ['resource'], meaning: 'As the environment says.' },
  'k8s.pod.name': { type: 'string', on: ['resource'], meaning: 'As the environment says.' },
  'k8s.container.name': { type: 'string', on: ['resource'], meaning: 'As the environment says.' },
  'db.client.connection.pool.name': { type: 'string', on: ['metric'], meaning: 'Declared name of a database pool.' },
  'db.client.connection.state': { type: 'string', on: ['metric'], meaning: '`idle` or `used`.' },
  'http.request.method': {
    type: 'string',
    on: [...HTTP, 'log'],
    meaning: 'Method; `_OTHER` where it is not one of the list of the conventions.',
  },
  'http.response.status_code': { type: 'int', on: [...HTTP, 'log'], meaning: 'Status; absent without an answer.' },
  'http.route': {
    type: 'string',
    on: [...HTTP, 'log'],
    meaning: 'Pattern of the route, never the path; `unmatched` where no route matched.',
  },
  'http.response.header.*': {
    type: 'string[]',
    on: ['span'],
    meaning: 'Of `x-request-id` alone: the ID that the caller was told.',
  },
  'url.scheme': { type: 'string', on: HTTP, meaning: '`http` or `https`.' },
  'network.protocol.version': { type: 'string', on: ['span'], meaning: 'Version of HTTP.' },
  'server.address': {
    type: 'string',
    on: HTTP,
    meaning: 'Host of an outgoing request; as a label, `other` where it is not on the allowlist.',
  },
  'server.port': { type: 'int', on: ['span'], meaning: 'Port of an outgoing request.' },
  'error.type': { type: 'string', on: [...HTTP, 'log'], meaning: 'Code or class of an error, or the status.' },
  'messaging.destination.name': { type: 'string', on: ['span', 'log'], meaning: 'Queue or topic of a message.' },
  'messaging.operation.name': { type: 'string', on: ['span'], meaning: '`process`.' },
  'messaging.operation.type': { type: 'string', on: ['span'], meaning: '`process`.' },
  'messaging.system': { type: 'string', on: ['span'], meaning: 'As the application says.' },
  'user.hash': { type: 'string', on: ['span', 'log'], meaning: 'Keyed hash of who acted; `actor_id` of a line.' },
  'user.roles': { type: 'string[]', on: ['span', 'log'], meaning: 'Role of who acted; `actor_role` of a line.' },
  'exception.type': { type: 'string', on: ['span', 'log'], meaning: 'Class of the error; `err.type` of a line.' },
  'exception.message': { type: 'string', on: ['span', 'log'], meaning: 'Redacted message; `err.message` of a line.' },
  'exception.stacktrace': { type: 'string', on: ['span', 'log'], meaning: 'Redacted stack; `err.stack` of a line.' },
};

/** Attributes under the namespace of our own. A name that ends with `.*` stands for many. */
export const ownAttributes: Readonly<Record<string, OwnAttribute>> = {
  'plumbline.request.id': {
    type: 'string',
    stability: 'stable',
    on: ['log'],
    meaning: 'ID of the request, as the caller was told; of a job its trace ID. `request_id` of a line.',
  },
  'plumbline.request.duration_us': {
    type: 'int',
    stability: 'stable',
    on: ['log'],
    meaning: 'Microseconds that a request took, on its summary. `duration_ms` of the line.',
  },
  'plumbline.request.outcome': {
    type: 'string',
    stability: 'stable',
    on: ['log'],
    meaning: '`ok`, `client_error`, `server_error` or `aborted`, on the summary of a request. `outcome` of the line.',
  },
  'plumbline.job.name': {
    type: 'string',
    stability: 'stable',
    on: ['log', 'metric'],
    meaning: 'Name of a job: of the one that wrote a line, and the label `job` of the table of metrics.',
  },
  'plumbline.feature': { type: 'string', stability: 'stable', on: ['log'], meaning: 'Feature of the request context.' },
  'plumbline.surface': { type: 'string', stability: 'stable', on: ['log'], meaning: 'Surface of the request context.' },
  'plumbline.error.id': {
    type: 'string',
    stability: 'stable',
    on: ['log', 'span'],
    meaning: 'ID of an error, the same in line, span and error tracker. `error_id` of a line.',
  },
  'plumbline.exception.details': {
    type: 'any',
    stability: 'development',
    on: ['log'],
    meaning: 'What an error has beside type, message and stack: its causes, its code, its fields.',
  },
  'plumbline.destination': {
    type: 'string',
    stability: 'stable',
    on: ['metric'],
    meaning: 'Adapter of product events: the label `destination` of the table of metrics.',
  },
  'plumbline.source': {
    type: 'string',
    stability: 'stable',
    on: ['metric'],
    meaning: 'Where a product event came from: the label `source` of the table of metrics.',
  },
  'plumbline.event.*': {
    type: 'any',
    stability: 'stable',
    on: ['log', 'metric'],
    meaning: 'Name, ID and fields of a product event that `@plumbline/adapter-otlp` sends.',
  },
  'plumbline.field.*': {
    type: 'any',
    stability: 'stable',
    on: ['log'],
    meaning: 'A field of a line whose own name is a namespace of the conventions, such as `code` or `user`, or taken.',
  },
  'plumbline.sampling.reason': {
    type: 'string',
    stability: 'development',
    on: ['span'],
    meaning: 'Why a trace outside of the sample was kept.',
  },
  'plumbline.sampling.lost_spans': {
    type: 'int',
    stability: 'development',
    on: ['span'],
    meaning: 'Spans of a kept trace that its buffer had no room for.',
  },
};
