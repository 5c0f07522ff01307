/** What the templates are filled with. */
export interface TemplateValues {
  /** `service.name`. */
  readonly service: string;
  /** Today, for the catalog's version and the first expiry. */
  readonly now: Date;
  /** A fresh random key. */
  readonly identityKey: string;
}

/** One file that init writes. */
export interface TemplateFile {
  readonly path: string;
  readonly purpose: string;
  readonly content: string;
}

const config = ({ service }: TemplateValues): string => `import { clickhouse } from '@plumbline/adapter-clickhouse';
import { defineConfig } from '@plumbline/core';
import { actions } from './telemetry/audit-actions.ts';
import { catalog } from './telemetry/catalog.ts';

/** What this service records and where it may go. It has no effect by itself: \`plumbline doctor\` loads it too. */
export default defineConfig({
  service: { name: '${service}' },
  catalog,
  events: {
    // CLICKHOUSE_URL names a server. Without it, events stay in this folder while NODE_ENV is not "production".
    adapters: [clickhouse.fromEnv({ development: { directory: '.plumbline/clickhouse' } })],
  },
  // Everything that may leave, one fact per line: \`plumbline egress\` writes it, \`start\` refuses what is not in it.
  // Nobody receives errors: SENTRY_DSN is refused until \`errors: { origin: 'https://HOST' }\` stands here too.
  egress: { lock: new URL('./plumbline.egress.lock', import.meta.url) },
  audit: { actions },
});
`;

const catalog = ({ now }: TemplateValues): string => {
  const month = now.toISOString().slice(0, 7);
  const expires = `${now.getUTCFullYear() + 1}-${now.toISOString().slice(5, 7)}-01`;
  return `import { category, defineCatalog, defineEvent } from '@plumbline/schema';

/** Every product event of this service. What is not declared here cannot be captured. */
export const catalog = defineCatalog({
  version: '${month}-telemetry-v1',
  events: {
    report_exported: defineEvent({
      description: 'A report was exported.',
      owner: '@team',
      purpose: 'Which formats are worth keeping.',
      consent: 'essential',
      feature: 'reports',
      surfaces: ['page', 'api'],
      expires: '${expires}',
      review: 'docs/telemetry.md',
      fields: { format: category(['csv', 'pdf']) },
    }),
  },
});
`;
};

const AUDIT_ACTIONS = `import { defineActions, starterActions } from '@plumbline/audit';

/** Every audited action of this service: what every product has to audit, and what this one adds. */
export const actions = defineActions({
  ...starterActions,
});
`;

const START = `import { start } from '@plumbline/node';
import config from '../plumbline.config.ts';

/** Import this file first in the entry of the service: \`import './telemetry/start.ts'\`. */
export const plumbline = await start(config);

export const { logger, events, audit, identify, health, metrics } = plumbline;
`;

const ENV_EXAMPLE = `# Copy to .env and start with: node --env-file=.env
# Key that makes account IDs anonymous: the output of "openssl rand -base64 32", the same in all replicas.
PLUMBLINE_IDENTITY_KEY=

# Where product events go in production; while developing they stay in .plumbline/clickhouse.
# CLICKHOUSE_URL=http://localhost:8123/plumbline

# Where traces, metrics and logs go. Without it nothing is sent.
# OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318
`;

/** The files that init writes, in the order in which somebody would read them. */
export const templates = (values: TemplateValues): readonly TemplateFile[] => [
  { path: 'plumbline.config.ts', purpose: 'what is recorded and where it may go', content: config(values) },
  { path: 'telemetry/catalog.ts', purpose: 'product events', content: catalog(values) },
  { path: 'telemetry/audit-actions.ts', purpose: 'audited actions', content: AUDIT_ACTIONS },
  { path: 'telemetry/start.ts', purpose: 'starts everything; import it first', content: START },
  { path: '.env.example', purpose: 'variables, for the repository', content: ENV_EXAMPLE },
];

/** The line that .env gets; the key stands nowhere else. */
export const envLine = ({ identityKey }: TemplateValues): string => `PLUMBLINE_IDENTITY_KEY=${identityKey}\n`;

/** What must not reach the repository. */
export const IGNORED = ['node_modules/', '.env', '.plumbline/'];

/** The lockfile's diff is for people: a code host must not fold it as generated, nor git turn its line ends. */
export const ATTRIBUTES = 'plumbline.egress.lock text eol=lf linguist-generated=false';

/** What the files import, and what those packages ask the application to install. */
export const PACKAGES = [
  '@plumbline/adapter-clickhouse',
  '@plumbline/audit',
  '@plumbline/core',
  '@plumbline/node',
  '@plumbline/schema',
  '@clickhouse/client',
  '@opentelemetry/api',
  'chdb',
  'zod',
];
