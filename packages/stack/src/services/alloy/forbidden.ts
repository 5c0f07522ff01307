// The list by which @plumbline/otel sends none of it, for those who send without it: a test holds the two together. The names
// are those of the semantic conventions, of today and deprecated; `*` is any one part of a name.

/** What carries anything, names a person, or tells of their machine or of ours. */
export const FORBIDDEN_NAMES: readonly string[] = [
  // What a caller writes into an address, and the keys of objects and messages, which are as good as paths.
  'url.path',
  'url.query',
  'url.fragment',
  'url.original',
  'http.target',
  'mcp.resource.uri',
  'aws.s3.key',
  'aws.s3.copy_source',
  'aws.s3.delete',
  'faas.document.name',
  'messaging.kafka.message.key',
  'messaging.rocketmq.message.keys',
  // Who calls, and from where.
  'http.client_ip',
  'http.user_agent',
  'client.address',
  'client.port',
  'client.socket.address',
  'source.address',
  'source.port',
  'destination.address',
  'destination.port',
  'peer.address',
  'peer.ipv4',
  'peer.ipv6',
  'dns.answers',
  'device.id',
  'app.installation.id',
  'feature_flag.context.id',
  'mcp.session.id',
  // Addresses of our own machines.
  'host.ip',
  'host.mac',
  'net.host.ip',
  'k8s.pod.ip',
  'hw.serial_number',
  // How programs are called: command lines hold secrets, and folders the names of people.
  'process.command',
  'process.command_args',
  'process.command_line',
  'process.executable.path',
  'process.working_directory',
  'process.title',
  'process.owner',
  'container.command',
  'container.command_args',
  'container.command_line',
  // Statements hold the values of those who wrote them out, and connections a password.
  'db.statement',
  'db.query.text',
  'db.connection_string',
  'db.user',
  'graphql.document',
  // What was said: bodies, prompts, lines of others as they came.
  'http.request.body.content',
  'http.response.body.content',
  'log.record.original',
  'gen_ai.input.messages',
  'gen_ai.output.messages',
  'gen_ai.system_instructions',
  'gen_ai.tool.call.arguments',
  'gen_ai.tool.call.result',
  'gen_ai.retrieval.documents',
  'gen_ai.retrieval.query.text',
  'gen_ai.evaluation.explanation',
];

/** Groups of which every name is of that kind. */
export const FORBIDDEN_GROUPS: readonly string[] = [
  'enduser.',
  'user.',
  'session.',
  'geo.',
  'net.peer.',
  'net.sock.host.',
  'net.sock.peer.',
  'network.local.',
  'network.peer.',
  'hw.network.',
  'file.owner.',
  'process.user.',
  'process.real_user.',
  'process.saved_user.',
  'tls.client.',
  'user_agent.',
];

/** Templates, of which somebody else chooses the last part: the name alone, which would hold all of them, and each below it. */
export const FORBIDDEN_TEMPLATES: readonly string[] = [
  'http.request.header',
  'http.response.header',
  'messaging.header',
  'rpc.request.metadata',
  'rpc.response.metadata',
  'rpc.*.request.metadata',
  'rpc.*.response.metadata',
  'process.environment_variable',
  'container.label',
  'container.labels',
  'k8s.*.annotation',
  'gcp.gce.instance.labels',
  'db.query.parameter',
  'db.operation.parameter',
  'db.elasticsearch.path_parts',
  'gen_ai.prompt',
  'gen_ai.completion',
];

/** Of those groups and templates: what our own packages send, and what holds words of a protocol or of source code. */
export const KEPT: readonly string[] = [
  'user.hash',
  'user.roles',
  'http.response.header.x-request-id',
  'http.response.header.retry-after',
  ...['request', 'response'].flatMap((of) =>
    ['content-type', 'content-length', 'content-encoding'].map((name) => `http.${of}.header.${name}`),
  ),
  'gen_ai.prompt.name',
];

/** Attributes that keep an address without its user, path and query. */
export const ADDRESSES: readonly string[] = ['url.full', 'http.url', 'browser.document.url.full'];

const part = (name: string): string => name.replaceAll('.', '[.]').replaceAll('*', '[^.]+');

/** In RE2, which has no way to say "but not these": what is kept is set aside first. */
export const FORBIDDEN_PATTERN = `^(${[
  ...FORBIDDEN_NAMES.map((name) => `${part(name)}$`),
  ...FORBIDDEN_GROUPS.map(part),
  ...FORBIDDEN_TEMPLATES.map((name) => `${part(name)}([.]|$)`),
].join('|')})`;
