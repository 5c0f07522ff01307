import type { AuditActor } from '../action-spec.ts';
import type { AuditRecord } from '../audit-record.ts';

/** Texts of the list; each may be replaced, for another language or another tone. */
export interface WhoChangedLabels {
  readonly heading: string;
  readonly empty: string;
  readonly changed: string;
  readonly onBehalfOf: string;
  readonly nobody: string;
  readonly system: string;
  readonly denied: string;
  readonly failed: string;
}

export interface WhoChangedOptions {
  /** ID of the heading; one page may hold several lists. @default 'who-changed' */
  readonly id?: string;
  /** @default 2 */
  readonly headingLevel?: 1 | 2 | 3 | 4 | 5 | 6;
  readonly labels?: Partial<WhoChangedLabels>;
  /** What to show for an account. @default its ID */
  readonly actorName?: (id: string, actor: AuditActor) => string;
  /** What to show for an action, such as `Role changed`. @default its name */
  readonly actionName?: (action: string, record: AuditRecord) => string;
  /** BCP 47. @default 'en' */
  readonly locale?: string;
  /** IANA name. @default 'UTC' */
  readonly timeZone?: string;
}

const LABELS: WhoChangedLabels = {
  heading: 'Who changed this?',
  empty: 'Nothing is recorded.',
  changed: 'Changed:',
  onBehalfOf: 'on behalf of',
  nobody: 'nobody known',
  system: 'the system',
  denied: 'denied',
  failed: 'failed',
};

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that is safe between tags and in quoted attributes. */
const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

const span = (part: string, text: string): string => `<span class="plumbline-audit-${part}">${escape(text)}</span>`;

function actorText(actor: AuditActor, { nobody, onBehalfOf, system }: WhoChangedLabels, options: WhoChangedOptions) {
  const { actorName = (id: string): string => id } = options;
  if (actor.type === 'anonymous') return nobody;
  const own = actor.type === 'system' ? system : actorName(actor.id, actor);
  return actor.impersonator === undefined ? own : `${actorName(actor.impersonator, actor)} ${onBehalfOf} ${own}`;
}

function item(
  record: AuditRecord,
  labels: WhoChangedLabels,
  options: WhoChangedOptions,
  format: Intl.DateTimeFormat,
): string {
  const { action, actor, changed = [], occurred_at, outcome } = record;
  const time = `<time datetime="${escape(occurred_at)}">${escape(format.format(Date.parse(occurred_at)))}</time>`;
  const parts = [
    span('actor', actorText(actor, labels, options)),
    span('action', options.actionName?.(action, record) ?? action),
    ...(outcome === 'success' ? [] : [span('outcome', labels[outcome])]),
    time,
    ...(changed.length > 0 ? [span('changed', `${labels.changed} ${changed.join(', ')}`)] : []),
  ];
  return `<li>${parts.join(' ')}</li>`;
}

/**
 * An accessible list of records for the application's own pages: a section with a heading, a list, times that machines can
 * read. It has no script and no style, and everything in it is escaped; values before and after are not in it. Throws a
 * RangeError for an unknown locale or time zone.
 */
export function renderWhoChanged(records: readonly AuditRecord[], options: WhoChangedOptions = {}): string {
  const { headingLevel = 2, id = 'who-changed', locale = 'en', timeZone = 'UTC' } = options;
  const labels = { ...LABELS, ...options.labels };
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const name = escape(id);
  const list = records.map((record) => item(record, labels, options, format)).join('');
  return (
    `<section class="plumbline-audit" aria-labelledby="${name}">` +
    `<h${headingLevel} id="${name}">${escape(labels.heading)}</h${headingLevel}>` +
    (list === '' ? `<p>${escape(labels.empty)}</p>` : `<ol>${list}</ol>`) +
    '</section>'
  );
}
