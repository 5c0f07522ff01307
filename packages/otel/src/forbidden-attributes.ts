// Never sent, whoever set it. The names are those of the semantic conventions, of today and deprecated; `*` is any one part
// of a name. The collector that @plumbline/stack writes deletes by the same lists, and a test there holds the two together.

/** What carries anything, names a person, or tells of their machine or of ours. */
export const NAMES = [
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
] as const;

/** Groups of which every name is of that kind. */
export const GROUPS = [
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
] as const;

/** Templates, of which somebody else chooses the last part: the name alone, which would hold all of them, and each below it. */
export const TEMPLATES = [
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
] as const;

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

const EXACT: ReadonlySet<string> = new Set(NAMES);

const PARTS = TEMPLATES.map((template) => template.split('.'));

/** Whether a name is that of a template or below it. */
const isOfTemplate = (parts: readonly string[]): boolean =>
  PARTS.some((template) => template.every((part, n) => part === parts[n] || (part === '*' && Boolean(parts[n]))));

const isNamed = (name: string): boolean =>
  EXACT.has(name) || GROUPS.some((group) => name.startsWith(group)) || isOfTemplate(name.split('.'));

const HARMLESS: ReadonlySet<string> = new Set(KEPT);

const decide = (name: string): boolean => !HARMLESS.has(name) && isNamed(name);

// Names of attributes are few; where somebody makes them of data, what is remembered starts anew.
const MAX_REMEMBERED = 1_000;
const remembered = new Map<string, boolean>();

/** Whether an attribute of this name never leaves. */
export function isForbidden(name: string): boolean {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  const decided = decide(name);
  remembered.set(name, decided);
  return decided;
}
