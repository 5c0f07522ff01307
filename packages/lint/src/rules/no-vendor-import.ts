import { findVariable, type LintRule, namesOption, namesSchema } from '../rule.ts';
import { literalText, type SyntaxNode } from '../syntax.ts';

const CAPTURE = '`events.capture` and an adapter in plumbline.config.ts';
const ERRORS = '`@plumbline/sentry`, or `captureError` of what `start` returns';
const STORE = '`@plumbline/adapter-clickhouse`: `events.capture` to write, `askQuestion` to read';
const STREAM = '`@plumbline/adapter-kafka`: `events.capture` to write';

/** Packages of vendors that take events or errors, a `*` at the end for all that begin so, and what to write instead. */
const VENDORS: Readonly<Record<string, string>> = {
  'posthog-*': CAPTURE,
  '@posthog/*': CAPTURE,
  '@amplitude/*': CAPTURE,
  'amplitude-*': CAPTURE,
  '@segment/*': CAPTURE,
  'analytics-node': CAPTURE,
  '@rudderstack/*': CAPTURE,
  'rudder-sdk-*': CAPTURE,
  '@jitsu/*': CAPTURE,
  '@snowplow/*': CAPTURE,
  'snowplow-*': CAPTURE,
  mixpanel: CAPTURE,
  'mixpanel-*': CAPTURE,
  'plausible-tracker': CAPTURE,
  '@plausible-analytics/*': CAPTURE,
  '@vercel/analytics': CAPTURE,
  '@heap/*': CAPTURE,
  '@fullstory/*': CAPTURE,
  '@hotjar/*': CAPTURE,
  '@datadog/browser-*': CAPTURE,
  logrocket: CAPTURE,
  matomo: CAPTURE,
  'matomo-*': CAPTURE,
  'react-ga': CAPTURE,
  'react-ga4': CAPTURE,
  'universal-analytics': CAPTURE,
  '@sentry/*': ERRORS,
  '@bugsnag/*': ERRORS,
  rollbar: ERRORS,
  '@clickhouse/*': STORE,
  chdb: STORE,
  kafkajs: STREAM,
  '@platformatic/kafka': STREAM,
  '@confluentinc/kafka-javascript': STREAM,
  'node-rdkafka': STREAM,
};

/** `@sentry/node` of `@sentry/node/preload`, and `mixpanel` of `npm:mixpanel@1.2`: the package without its subpath. */
function packageOf(specifier: string): string {
  const [first = '', second = ''] = specifier.replace(/^npm:/, '').split('/', 2);
  const name = first.startsWith('@') ? `${first}/${second}` : first;
  const version = name.indexOf('@', 1);
  return version === -1 ? name : name.slice(0, version);
}

const fits = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

/** Erased before it runs: `import type` and `export type`. */
const isTypeOnly = ({ importKind, exportKind }: SyntaxNode): boolean => importKind === 'type' || exportKind === 'type';

/** Refuses the clients of vendors in application code, where each call would leave past catalog, consent and lockfile. */
export const noVendorImport: LintRule = {
  meta: {
    type: 'problem',
    docs: { description: "Refuses imports of vendors' clients in application code." },
    schema: namesSchema('allow', 'vendors'),
    messages: {
      vendor:
        '`{{name}}` sends to a vendor what no catalog declares, no consent covers and no egress lockfile holds; fix: use {{instead}}.',
    },
  },
  create(context) {
    const allowed = namesOption(context, 'allow', []);
    const added = namesOption(context, 'vendors', []);
    const insteadOf = (name: string): string | undefined => {
      if (allowed.some((pattern) => fits(pattern, name))) return undefined;
      const known = Object.keys(VENDORS).find((pattern) => fits(pattern, name));
      if (known !== undefined) return VENDORS[known];
      return added.some((pattern) => fits(pattern, name)) ? CAPTURE : undefined;
    };
    const look = (node: SyntaxNode, source: SyntaxNode | null | undefined): void => {
      const specifier = literalText(source);
      if (specifier === undefined || isTypeOnly(node)) return;
      const name = packageOf(specifier);
      const instead = insteadOf(name);
      if (instead !== undefined) context.report({ node, messageId: 'vendor', data: { name, instead } });
    };
    const isRequire = (callee: SyntaxNode | undefined): boolean =>
      callee?.type === 'Identifier' &&
      callee.name === 'require' &&
      findVariable(context, callee, 'require') === undefined;
    return {
      ImportDeclaration: (node) => look(node, node.source),
      ExportNamedDeclaration: (node) => look(node, node.source),
      ExportAllDeclaration: (node) => look(node, node.source),
      ImportExpression: (node) => look(node, node.source),
      CallExpression(node) {
        if (isRequire(node.callee)) look(node, node.arguments?.[0]);
      },
      TSImportEqualsDeclaration: (node) => look(node, node.moduleReference?.expression as SyntaxNode | undefined),
    };
  },
};
