import type { SealStanding, TrailPage, TrailPattern, TrailRecord } from '../trail-types.ts';
import { formatCount, formatDuration } from '../ui/format.ts';
import { html, type Html } from '../ui/html.ts';

const TIMES = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', dateStyle: 'medium', timeStyle: 'medium' });

export const timeText = (iso: string): Html => {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? html`${iso}` : html`<time datetime="${iso}">${TIMES.format(at)}</time>`;
};

const actorText = ({ actor }: TrailRecord): Html | string => {
  if (actor.type === 'anonymous') return 'nobody known';
  const own = actor.type === 'system' ? 'the system' : html`<code>${actor.id}</code>`;
  if (actor.impersonator === undefined) return own;
  return html`<code>${actor.impersonator}</code> on behalf of ${own}`;
};

const OUTCOMES: Readonly<Record<string, string>> = {
  success: 'verdict-calm',
  denied: 'verdict-warn',
  failed: 'verdict-bad',
};

const recordRow = (record: TrailRecord, requestHref: (id: string) => string | undefined): Html => {
  const { action, changed = [], id, outcome, recorded_at, request_id, role } = { role: record.actor.role, ...record };
  const href = request_id === undefined ? undefined : requestHref(request_id);
  return html`<tr role="row">
    <th scope="row" role="rowheader" data-name="Recorded">
      ${timeText(recorded_at)}<small><code>${id}</code></small>
    </th>
    <td role="cell" data-name="Who">${actorText(record)}${role !== undefined && html`<small>${role}</small>`}</td>
    <td role="cell" data-name="What">
      <code>${action}</code>
      ${outcome !== 'success' && html`<span class="verdict ${OUTCOMES[outcome] ?? 'verdict-warn'}">${outcome}</span>`}
      ${changed.length > 0 && html`<small>changed: ${changed.join(', ')}</small>`}
    </td>
    <td role="cell" data-name="On what">
      ${record.subjects.map((subject) => html`<div>${subject.type} <code>${subject.id}</code></div>`)}
    </td>
    <td role="cell" data-name="${request_id !== undefined && 'Request'}">
      ${request_id !== undefined && (href === undefined ? html`<code>${request_id}</code>` : html`<a href="${href}"><code>${request_id}</code></a>`)}
    </td>
  </tr>`;
};

export interface RecordsTable {
  readonly label: string;
  readonly page: TrailPage;
  /** Where the page of a request is; undefined for who may not see it. */
  readonly requestHref: (id: string) => string | undefined;
  /** Where the next page is. */
  readonly nextHref: (after: string) => string;
}

/** Records of the trail: who, what, on what. Values before and after are not shown; they stay in the trail. */
export const recordsTable = ({ label, page, requestHref, nextHref }: RecordsTable): Html =>
  html`<div class="scroller" role="region" tabindex="0" aria-label="${label}: records">
      <table class="ledger records" role="table">
        <caption class="quiet">
          ${label}
        </caption>
        <thead>
          <tr>
            <th scope="col">Recorded (UTC)</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
            <th scope="col">On what</th>
            <th scope="col">Request</th>
          </tr>
        </thead>
        <tbody>
          ${page.records.map((record) => recordRow(record, requestHref))}
        </tbody>
      </table>
    </div>
    ${
      (page.unreadable?.length ?? 0) > 0 &&
      html`<p class="note">
        ${page.unreadable?.length} rows here hold no record: somebody else wrote them. Run
        <code>npx plumbline audit verify</code>.
      </p>`
    }
    ${page.next !== undefined && html`<p class="rest"><a class="button" href="${nextHref(page.next)}">Older records</a></p>`}`;

const PATTERNS: Readonly<Record<string, string>> = {
  first_admin_route: 'A route for administrators was used for the first time',
  off_hours_export: 'An export outside of business hours',
  role_change_burst: 'Many changes of roles in a short time',
  denied_burst: 'Many denied attempts in a short time',
  impersonation_without_ticket: 'An impersonation without a ticket',
  many_trail_reads: 'Many reads of the audit trail in a short time',
};

export const patternsTable = (found: readonly TrailPattern[]): Html =>
  html`<div class="scroller" role="region" tabindex="0" aria-label="Unusual ways of access">
    <table class="ledger records" role="table">
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Who</th>
          <th scope="col" class="number">Records</th>
          <th scope="col">First</th>
          <th scope="col">Last</th>
        </tr>
      </thead>
      <tbody>
        ${found.map(
          ({ actor, count, pattern, route, since, until }) =>
            html`<tr role="row">
              <th scope="row" role="rowheader" data-name="What">
                ${Object.hasOwn(PATTERNS, pattern) ? PATTERNS[pattern] : pattern}${route !== undefined && html`<small><code>${route}</code></small>`}
              </th>
              <td role="cell" data-name="Who"><code>${actor}</code></td>
              <td class="number" role="cell" data-name="Records">${formatCount(count)}</td>
              <td role="cell" data-name="First">${timeText(since)}</td>
              <td role="cell" data-name="Last">${timeText(until)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

/** What is known of the trail's own standing. */
export interface Standing {
  /** The last record of a verification. */
  readonly verified: TrailRecord | undefined;
  readonly seals: SealStanding | undefined;
}

const numberIn = (record: TrailRecord, name: string): number | undefined => {
  const value = record.metadata?.[name];
  return typeof value === 'number' ? value : undefined;
};

const RESULTS: Readonly<Record<string, readonly [text: string, tone: string]>> = {
  intact: ['intact', 'verdict-good'],
  findings: ['findings', 'verdict-bad'],
  incomplete: ['not everything could be checked', 'verdict-warn'],
};

const row = (term: string, text: Html | string): Html =>
  html`<dt>${term}</dt>
    <dd>${text}</dd>`;

function verifiedRows(verified: TrailRecord | undefined): Html {
  if (verified === undefined)
    return row(
      'Last verified',
      html`never, as far as the trail says. <code>npx plumbline audit verify --record</code> keeps each result.`,
    );
  const { result: said } = verified.metadata ?? {};
  const result = typeof said === 'string' ? said : '';
  const [text, tone] = RESULTS[result] ?? [result, 'verdict-warn'];
  const sealed = numberIn(verified, 'last_seal');
  const anchored = numberIn(verified, 'anchored_up_to');
  return html`${row('Last verified', timeText(verified.recorded_at))}
  ${row('Result', html`<span class="verdict ${tone}">${text}</span>`)}
  ${row('Findings', formatCount(verified.counts?.['findings'] ?? 0))}
  ${sealed !== undefined && row('Sealed until', `seal ${sealed}`)}
  ${anchored !== undefined && row('Confirmed from outside until', anchored === 0 ? 'no seal: no anchor was given' : `seal ${anchored}`)}`;
}

const sealRows = ({ anchored, waiting, waitingSince }: SealStanding, now: number): Html =>
  html`${row(
    'Waiting for a seal',
    waiting === 0
      ? 'no record'
      : `${formatCount(waiting)} records${waitingSince === undefined ? '' : `, the oldest for ${formatDuration(Math.max(0, now - waitingSince))}`}`,
  )}
  ${anchored?.behindSince !== undefined && row('Seals without an anchor', `for ${formatDuration(Math.max(0, now - anchored.behindSince))}`)}`;

export const standingList = ({ seals, verified }: Standing, now: number): Html =>
  html`<div class="definition">
    <dl>
      ${verifiedRows(verified)}
      ${seals ? sealRows(seals, now) : row('Waiting for a seal', html`not known: set <code>trail.standing</code>`)}
    </dl>
  </div>`;
