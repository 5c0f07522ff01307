import type { PageEntry, PageRequest } from '../page-request.ts';
import { PanelRefusal } from '../server/describe-failure.ts';
import type { DashboardTrail, TrailPattern, TrailReader } from '../trail-types.ts';
import { html, type Html } from '../ui/html.ts';
import { panel } from '../ui/panel.ts';
import { actorOf } from './actor-of.ts';
import { PATH, rangeOf, tabs, whoForm } from './audit-controls.ts';
import { patternsTable, recordsTable, standingList } from './audit-panels.ts';
import { exportTable } from './audit-tables.ts';
import { frame } from './frame.ts';
import { resultPanel, slot } from './slot.ts';

/** Enough to look at one by one. */
const MAX_FINDINGS = 200;
const PAGE_ROWS = 50;

/** A link to the page of a request, for who may see that too. */
const requestHref =
  (request: PageRequest) =>
  (id: string): string | undefined =>
    request.viewer.audiences.includes('operator')
      ? request.href('/request', { id, last: undefined, subject: undefined, after: undefined, view: undefined })
      : undefined;

const afterOf = (request: PageRequest): { readonly after?: string } => {
  const after = request.parameter('after');
  return after === undefined ? {} : { after };
};

function changesPanel(request: PageRequest, reader: TrailReader, subject: string): Html {
  const spec = { id: 'who_changed', title: `Who changed ${subject}?`, width: 12 } as const;
  return slot(request, spec, async () => {
    const ask = () => reader.whoChanged(subject, { limit: PAGE_ROWS, ...afterOf(request) });
    const result = await request.attempt('who_changed', async () => listed(await ask()));
    const csvHref = request.csvHref('who_changed');
    return resultPanel({ ...spec, csvHref, message: 'Nothing that succeeded names this ID.' }, result, ({ page }) => ({
      chart: recordsTable({
        label: spec.title,
        page,
        requestHref: requestHref(request),
        nextHref: (after) => request.href(PATH, { after }),
      }),
    }));
  });
}

/** A page of records as an answer that is empty without rows. */
const listed = (page: Awaited<ReturnType<TrailReader['query']>>) => ({
  page,
  rows: [...page.records, ...(page.unreadable ?? [])],
});

function deniedPanel(request: PageRequest, reader: TrailReader): Html {
  const spec = { id: 'denied_attempts', title: 'What was denied?', width: 12 } as const;
  return slot(request, spec, async () => {
    const ask = () => reader.denied({ ...rangeOf(request), limit: PAGE_ROWS, ...afterOf(request) });
    const result = await request.attempt('denied_attempts', async () => listed(await ask()));
    const csvHref = request.csvHref('denied_attempts');
    return resultPanel({ ...spec, csvHref, message: 'Nothing was denied in this time.' }, result, ({ page }) => ({
      chart: recordsTable({
        label: spec.title,
        page,
        requestHref: requestHref(request),
        nextHref: (after) => request.href(PATH, { after }),
      }),
    }));
  });
}

function standingPanel(request: PageRequest, reader: TrailReader, { standing }: DashboardTrail): Html {
  const spec = { id: 'verification', title: 'Can the trail be trusted?', width: 12 } as const;
  return slot(request, spec, async () => {
    const result = await request.attempt('verification', async () => {
      const [found, seals] = await Promise.all([reader.query({ action: 'audit.verified', limit: 1 }), standing?.()]);
      return { verified: found.records[0], seals };
    });
    return resultPanel(spec, result, (known) => ({ chart: standingList(known, request.now) }));
  });
}

function patternsPanel(request: PageRequest, reader: TrailReader, { patterns }: DashboardTrail): Html {
  const spec = { id: 'unusual_patterns', title: 'What is unusual?', width: 12 } as const;
  return slot(request, spec, async () => {
    const result = await request.attempt('unusual_patterns', async () => {
      const found: TrailPattern[] = [];
      for await (const finding of reader.patterns({ ...patterns, ...rangeOf(request) })) {
        found.push(finding);
        if (found.length >= MAX_FINDINGS) break;
      }
      return found;
    });
    const message = 'Nothing unusual was found in this time. A pattern is a reason to look, not a verdict.';
    return resultPanel({ ...spec, message }, result, (found) => ({ chart: patternsTable(found) }));
  });
}

const unconfigured = (): Html =>
  panel({
    id: 'who_changed',
    title: 'Who changed this?',
    width: 12,
    state: 'empty',
    heading: 'Not connected',
    message: html`No audit trail is configured. Set <code>trail.reader</code> of <code>createDashboard</code> to
      <code>(actor) => createAuditReader({ store, audit, actor: () => actor })</code>.`,
  });

function body(request: PageRequest, trail: DashboardTrail): Html {
  const reader = trail.reader(actorOf(request.viewer));
  const subject = request.parameter('subject');
  const view = request.parameter('view') ?? 'overview';
  return html`${whoForm(request)} ${tabs(request, subject === undefined ? view : '')}
    <div class="grid">
      ${
        subject !== undefined
          ? changesPanel(request, reader, subject)
          : view === 'patterns'
            ? patternsPanel(request, reader, trail)
            : html`${standingPanel(request, reader, trail)} ${deniedPanel(request, reader)}`
      }
    </div>`;
}

function whoTable(trail: DashboardTrail | undefined, request: PageRequest) {
  const subject = request.parameter('subject');
  if (subject === undefined) throw new PanelRefusal('The address names nothing that was changed: add `subject`.');
  return exportTable(trail, request, { subject, outcome: 'success' });
}

/** For security: who changed this, what was denied, what is unusual, and whether the trail can be trusted. */
export const auditEntry = (trail: DashboardTrail | undefined): PageEntry => ({
  id: 'audit',
  path: PATH,
  title: 'Audit',
  audience: 'security',
  parameters: {
    subject: /^[^\p{Cc}\p{Cs}]{1,200}$/u,
    after: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\.[A-Za-z0-9_-]{0,43})?$/,
    view: /^(?:overview|patterns)$/,
    last: /^(?:24h|7d|30d|90d)$/,
  },
  tables: {
    who_changed: async (request) => whoTable(trail, request),
    denied_attempts: (request) => exportTable(trail, request, { outcome: 'denied', ...rangeOf(request) }),
  },
  page: async (request) =>
    frame(request, {
      title: 'Audit',
      lead: 'Who changed this, what was denied, what is unusual, and whether the trail can be trusted.',
      body: trail === undefined ? unconfigured() : body(request, trail),
      footnote: 'Every question that is asked here is a record of the trail itself.',
    }),
});
