import type { Setting } from './setting.ts';
import { nextFiles, startFile } from './start-templates.ts';

/** What the templates are filled with. */
export interface TemplateValues {
  /** `service.name`. */
  readonly service: string;
  /** Today, for the catalog's version and the first expiry. */
  readonly now: Date;
  /** A fresh random key. */
  readonly identityKey: string;
  readonly setting: Setting;
  /** Logs, request IDs, traces and metrics alone: neither product events nor the audit trail. */
  readonly minimal: boolean;
}

/** One file that init writes. */
export interface TemplateFile {
  readonly path: string;
  readonly purpose: string;
  readonly content: string;
  /** Whether one that is there is the application's own, and stays. */
  readonly isOptional?: boolean;
}

const minimalConfig = ({ service }: TemplateValues): string => `import { defineConfig } from '@plumbline/core';

/** What this service records and where it may go. It has no effect by itself: \`plumbline doctor\` loads it too. */
export default defineConfig({
  service: { name: '${service}' },
});
`;

/** The lockfile stands beside package.json; from the code there leads one path in sources and build, or none. */
const lockOf = ({ folder, isLockOfStart }: Setting): string =>
  isLockOfStart
    ? "pathToFileURL('plumbline.egress.lock')"
    : `new URL('${folder === '' ? './' : '../'.repeat(folder.split('/').length - 1)}plumbline.egress.lock', import.meta.url)`;

const config = ({
  service,
  setting,
}: TemplateValues): string => `${setting.isLockOfStart ? "import { pathToFileURL } from 'node:url';\n" : ''}import { clickhouse } from '@plumbline/adapter-clickhouse';
import { defineConfig } from '@plumbline/core';
import { actions } from './telemetry/audit-actions${setting.imported}';
import { catalog } from './telemetry/catalog${setting.imported}';

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
${setting.isLockOfStart ? '  // The service is started in the folder of package.json.\n' : ''}  egress: { lock: ${lockOf(setting)} },
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

const keyExample = (how: string): string => `# Copy to .env${how}
# Key that makes account IDs anonymous: the output of "openssl rand -base64 32", the same in all replicas.
PLUMBLINE_IDENTITY_KEY=
`;

const CLICKHOUSE_EXAMPLE = `
# Where product events go in production; while developing they stay in .plumbline/clickhouse.
# CLICKHOUSE_URL=http://localhost:8123/plumbline
`;

const OTLP_EXAMPLE = `
# Where traces, metrics and logs go. Without it nothing is sent.
# OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318
# One trace in ten is sent; 1 sends all of them.
# OTEL_TRACES_SAMPLER_ARG=1
`;

const envExample = ({ minimal, setting }: TemplateValues): string =>
  [
    keyExample(setting.framework === 'next' ? ', which Next reads' : ' and start with: node --env-file=.env'),
    ...(minimal ? [] : [CLICKHOUSE_EXAMPLE]),
    OTLP_EXAMPLE,
  ].join('');

/** The files that init writes, in the order in which somebody would read them. */
export function templates(values: TemplateValues): readonly TemplateFile[] {
  const { setting, minimal } = values;
  const { folder, extension } = setting;
  const declared = [
    { path: `${folder}telemetry/catalog.${extension}`, purpose: 'product events', content: catalog(values) },
    { path: `${folder}telemetry/audit-actions.${extension}`, purpose: 'audited actions', content: AUDIT_ACTIONS },
  ];
  return [
    {
      path: `${folder}plumbline.config.${extension}`,
      purpose: 'what is recorded and where it may go',
      content: minimal ? minimalConfig(values) : config(values),
    },
    ...(minimal ? [] : declared),
    startFile(setting, minimal),
    ...(setting.framework === 'next' ? nextFiles(setting) : []),
    { path: '.env.example', purpose: 'variables, for the repository', content: envExample(values) },
  ];
}

/** The line that .env gets; the key stands nowhere else. */
export const envLine = ({ identityKey }: TemplateValues): string => `PLUMBLINE_IDENTITY_KEY=${identityKey}\n`;

/** What must not reach the repository. */
export const IGNORED = ['node_modules/', '.env', '.plumbline/'];

/** The lockfile's diff is for people: a code host must not fold it as generated, nor git turn its line ends. */
export const ATTRIBUTES = 'plumbline.egress.lock text eol=lf linguist-generated=false';

const MINIMAL_PACKAGES = ['@plumbline/core', '@plumbline/node', '@opentelemetry/api', 'zod'];

/** What the files import, and what those packages ask the application to install. */
export const packagesOf = ({ minimal }: TemplateValues): readonly string[] =>
  minimal
    ? MINIMAL_PACKAGES
    : [
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
