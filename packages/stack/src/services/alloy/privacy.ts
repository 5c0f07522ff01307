import { ADDRESSES, FORBIDDEN_PATTERN, KEPT } from './forbidden.ts';
import type { Block } from './syntax.ts';

const raw = (statement: string) => ({ raw: statement });

const DELETE = [
  raw('set(cache["kept"], attributes)'),
  raw(`keep_keys(cache["kept"], [${KEPT.map((name) => JSON.stringify(name)).join(', ')}])`),
  raw(`delete_matching_keys(attributes, "${FORBIDDEN_PATTERN}")`),
  raw('merge_maps(attributes, cache["kept"], "upsert")'),
];

const SCHEME = '[A-Za-z][A-Za-z0-9+.-]*://';

/** Characters of a host, with what ends it: a backslash does too, and is written twice for the expression and twice for the string. */
const HOST = String.raw`[^/?#\\\\]`;

/** Of an address the origin stays, as in the spans of @plumbline/otel; what is no origin then is deleted. */
const ORIGINS = ADDRESSES.flatMap((name) => [
  raw(`replace_pattern(attributes["${name}"], "(?s)^(${SCHEME})(?:${HOST}*@)?(${HOST}*).*$", "$1$2")`),
  raw(`delete_key(attributes, "${name}") where not IsMatch(attributes["${name}"], "^${SCHEME}${HOST}+$")`),
]);

/** A record keeps the path of an address, which is a field of the application; user, query and fragment go. */
const PATHS = ADDRESSES.flatMap((name) => [
  raw(`replace_pattern(attributes["${name}"], "(?s)[?#].*$", "")`),
  raw(`replace_pattern(attributes["${name}"], "^(${SCHEME})${HOST}*@", "$1")`),
  raw(`delete_key(attributes, "${name}") where not IsString(attributes["${name}"])`),
]);

/** Where attributes are, by the signal that carries them. Those of a link and of an exemplar are out of the reach of the transform. */
const CONTEXTS = {
  trace_statements: ['resource', 'scope', 'span', 'spanevent'],
  log_statements: ['resource', 'scope', 'log'],
  metric_statements: ['resource', 'scope', 'datapoint'],
} as const;

const statementsOf = (context: string) => [...DELETE, ...(context === 'log' ? PATHS : ORIGINS)];

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
      contexts.map((context) => ({ name, attributes: { context, statements: statementsOf(context) } })),
    ),
    {
      name: 'output',
      attributes: { metrics: [{ ref: next }], logs: [{ ref: next }], traces: [{ ref: next }] },
    },
  ],
});
