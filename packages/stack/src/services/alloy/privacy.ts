import type { Block } from './syntax.ts';

/** Never kept, whoever sent them: the same list as the one by which @plumbline/otel sends none of them (a test holds the two together). */
export const FORBIDDEN_NAMES: readonly string[] = [
  'url.path',
  'url.query',
  'url.original',
  'http.target',
  'http.client_ip',
  'http.user_agent',
  'net.peer.ip',
  'client.address',
  'client.port',
  'client.socket.address',
  'source.address',
  'source.port',
  'user.id',
  'user.email',
  'user.full_name',
  'user.name',
];

/** Groups of the semantic conventions of which every name is of that kind. */
export const FORBIDDEN_GROUPS: readonly string[] = [
  'enduser.',
  'geo.',
  'network.peer.',
  'net.sock.peer.',
  'tls.client.',
  'user_agent.',
  'http.request.header.',
  'http.response.header.',
];

/** Of those groups: our own name, and headers whose values are words of HTTP. */
export const KEPT: readonly string[] = [
  'http.response.header.x-request-id',
  'http.response.header.retry-after',
  'http.request.header.content-type',
  'http.request.header.content-length',
  'http.request.header.content-encoding',
  'http.response.header.content-type',
  'http.response.header.content-length',
  'http.response.header.content-encoding',
];

/** What a process says of the machine and of how it was called: senders other than Plumbline do. */
const MACHINE = ['process.command', 'process.command_args', 'process.command_line', 'process.owner'];

const escape = (name: string): string => name.replaceAll('.', '[.]');

/** In RE2, which has no way to say "but not these": what is kept is set aside first. */
export const FORBIDDEN_PATTERN = `^(${[
  ...[...FORBIDDEN_NAMES, ...MACHINE].map((name) => `${escape(name)}$`),
  ...FORBIDDEN_GROUPS.map(escape),
].join('|')})`;

const raw = (statement: string) => ({ raw: statement });

const STATEMENTS = [
  raw('set(cache["kept"], attributes)'),
  raw(`keep_keys(cache["kept"], [${KEPT.map((name) => JSON.stringify(name)).join(', ')}])`),
  raw(`delete_matching_keys(attributes, "${FORBIDDEN_PATTERN}")`),
  raw('merge_maps(attributes, cache["kept"], "upsert")'),
];

/** Where attributes are, by the signal that carries them. Those of spans and their events, of records and of data points. */
const CONTEXTS = {
  trace_statements: ['resource', 'span', 'spanevent'],
  log_statements: ['resource', 'log'],
  metric_statements: ['resource', 'datapoint'],
} as const;

/**
 * The second lock: attributes that no service may send are deleted here too, before anything is stored or sent on. A
 * statement that fails drops what it was applied to, rather than let it pass (`propagate`).
 */
export const privacyTransform = (next: string): Block => ({
  name: 'otelcol.processor.transform',
  label: 'privacy',
  comment: 'What no service may send is deleted, whoever sent it; every store and every other receiver is behind this.',
  attributes: { error_mode: 'propagate' },
  blocks: [
    ...Object.entries(CONTEXTS).flatMap(([name, contexts]) =>
      contexts.map((context) => ({ name, attributes: { context, statements: STATEMENTS } })),
    ),
    {
      name: 'output',
      attributes: { metrics: [{ ref: next }], logs: [{ ref: next }], traces: [{ ref: next }] },
    },
  ],
});
