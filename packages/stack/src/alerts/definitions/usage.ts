import type { AlertDefinition } from '../../model/alert.ts';
import { firstEvent, firstEventProofs, IS_IT_NEWS } from '../first-event.ts';
import { ERRORS, neighbourProofs, type RuleContext } from '../rule-context.ts';
import { leastUsage, usageQuietProofs } from './usage-proofs.ts';

const ACTIONS = 'plumbline.usage.actions';

function quietExpr({ model, select, sum }: RuleContext): string {
  const { core, days, hours } = model.usage;
  const least = leastUsage(model);
  const actions = select(ACTIONS, { action: { in: core } });
  const now = sum(`increase(${actions}[2h])`);
  const before = (offset: string): string => sum(`increase(${actions}[2h] offset ${offset})`);
  return [
    '(',
    `  ${now} < 0.1 * ${before('1w')}`,
    `  and ${before('1w')} >= ${least}`,
    ')',
    'or',
    '(',
    `  ${now} < 0.1 * ${before('1d')}`,
    `  and ${before('1d')} >= ${least}`,
    `  unless ${before('1w')}`,
    `  and on () (hour() >= ${hours[0]} < ${hours[1]})`,
    `  and on () (day_of_week() >= ${days[0]} <= ${days[1]})`,
    ')',
  ].join('\n');
}

function usageQuiet(context: RuleContext): AlertDefinition {
  const proofs = usageQuietProofs(context);
  const { days, hours } = context.model.usage;
  const least = leastUsage(context.model);
  return {
    name: 'PlumblineCoreUsageQuiet',
    severity: 'warning',
    layer: 'product',
    summary: '{{ $labels.service_name }} is used much less than usual',
    description: `Core actions of the last 2 hours are below a tenth of those of a week ago, which were at least ${least}; in the first week: of those of the day before, between ${hours[0]} and ${hours[1]} UTC on days ${days[0]} to ${days[1]}. With less use than that nothing is expected, and this never fires.`,
    expr: quietExpr(context),
    for: '30m',
    proofs: [...proofs, ...neighbourProofs(context, proofs)],
    runbook: {
      meaning: 'People do not do what they usually do at this hour of the week. Counts are sums without identity.',
      impact:
        'Often the first sign of a fault that makes no error: a broken button, a login that hangs, a gateway that sends traffic elsewhere.',
      diagnosis: [
        `Which actions are missing? ${context.asked(`increase(${context.select(ACTIONS)}[2h])`, 'action')} beside the same with \`offset 1w\`.`,
        'Do requests arrive? If `http_server_request_duration_seconds_count` fell too, look before the service: DNS, gateway, certificate.',
        'Requests arrive and actions do not: try the action yourself and follow its request ID; look at client errors on the page of product events.',
        'Is it a holiday, or was an event renamed in the catalog?',
      ],
      mitigation: [
        'Roll back what was deployed before the fall.',
        'On a holiday: `amtool silence add alertname=PlumblineCoreUsageQuiet --duration=24h --comment=holiday`, or the button of Alertmanager.',
        'Not wanted at all, or other events are what counts: name them in `usage.core` of `plumbline.stack.ts`; `usage: { core: [] }` leaves the alert out.',
      ],
    },
    board: 'plumbline-usage',
    logs: context.logs(ERRORS),
    traces: context.traces('status = error'),
  };
}

function bugReported(context: RuleContext, action: string): AlertDefinition {
  const other = context.model.application.usage.find((name) => name !== action) ?? 'other';
  const proofs = firstEventProofs({
    minutes: 15,
    counted: (values) => context.series(ACTIONS, { action }, values),
    ignored: (values) => [context.series(ACTIONS, { action: other }, values)],
    labels: context.labels(),
  });
  return {
    name: 'PlumblineBugReportSubmitted',
    severity: 'info',
    layer: 'product',
    summary: 'A bug was reported in {{ $labels.service_name }}',
    description: `\`${action}\` was counted within the last 15 minutes.`,
    expr: firstEvent(context, context.select(ACTIONS, { action }), 15),
    for: '0m',
    proofs: [...proofs, ...neighbourProofs(context, proofs)],
    runbook: {
      meaning: 'Somebody used the form for faults.',
      impact: 'One person met a fault; others may have met it without a word.',
      diagnosis: [
        'Read the report where the application keeps it; it carries the request ID of the page.',
        'Put the request ID into the board "One request": its lines and its trace.',
        'Did others meet it? Search `logs_url` for the same message or route.',
        IS_IT_NEWS,
      ],
      mitigation: ['Answer the person, and open an issue with the request ID.'],
    },
    board: 'plumbline-usage',
    logs: context.logs(ERRORS),
  };
}

/** What people do. */
export const usageAlerts = (context: RuleContext): readonly AlertDefinition[] => {
  const { bugReport, usage } = context.model;
  return [
    ...(usage.core.length > 0 ? [usageQuiet(context)] : []),
    ...(bugReport === undefined ? [] : [bugReported(context, bugReport)]),
  ];
};
