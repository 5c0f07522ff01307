import type { AuditFilters } from '../audit-store.ts';
import { readTime, usage } from './subcommand.ts';

/** For `parseArgs`. */
export const FILTER_OPTIONS = {
  actor: { type: 'string' },
  action: { type: 'string' },
  subject: { type: 'string' },
  outcome: { type: 'string' },
  org: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
} as const;

export const FILTER_HELP = `  --actor ID           who did it
  --subject ID         what it was done to
  --action NAME        such as role.changed
  --outcome NAME       success, denied or failed
  --org ID             the organisation
  --from TIME          recorded then or later: a day as 2026-11-01, or a moment as 2026-11-01T08:00:00Z
  --to TIME            recorded before then
`;

type FilterValues = { readonly [K in keyof typeof FILTER_OPTIONS]?: string | undefined };

const OUTCOMES: ReadonlySet<string> = new Set(['success', 'denied', 'failed']);

/** Throws PLB_CLI_USAGE. */
export function filtersOf(name: string, values: FilterValues): AuditFilters {
  const { action, actor, org, outcome, subject } = values;
  if (outcome !== undefined && !OUTCOMES.has(outcome)) throw usage(name, '--outcome must be success, denied or failed');
  const from = readTime(name, 'from', values.from);
  const to = readTime(name, 'to', values.to);
  return {
    ...(action !== undefined && { action }),
    ...(actor !== undefined && { actor }),
    ...(from !== undefined && { from }),
    ...(org !== undefined && { org }),
    ...(outcome !== undefined && { outcome }),
    ...(subject !== undefined && { subject }),
    ...(to !== undefined && { to }),
  };
}
