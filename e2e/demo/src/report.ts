import type { AuditEvidence } from './evidence/audit.ts';
import type { CanaryEvidence } from './evidence/canaries.ts';
import type { EgressEvidence } from './evidence/egress.ts';
import type { EventEvidence } from './evidence/product.ts';
import type { ReliabilityEvidence } from './evidence/reliability.ts';
import type { RequestEvidence } from './evidence/requests.ts';
import type { CostEvidence } from './cost.ts';
import { mirrorJson, mirrorPart } from './mirror/render-mirror.ts';
import type { MirrorEvidence } from './mirror/run-mirror.ts';
import { bold, dim, percent, red, show, table, verdict } from './table.ts';

/** Everything the demo found out, each part read back from where it lies. */
export interface Evidence {
  readonly seconds: number;
  readonly seed: number;
  readonly requests: RequestEvidence;
  readonly reliability: ReliabilityEvidence;
  readonly events: EventEvidence;
  readonly audit: AuditEvidence;
  readonly egress: EgressEvidence;
  readonly canaries: CanaryEvidence;
  readonly cost: CostEvidence;
  /** With `--with-posthog` alone. */
  readonly mirror: MirrorEvidence | undefined;
  /** Each sum that does not add up, in words. Empty when the demo succeeded. */
  readonly faults: readonly string[];
}

const ROWS_PER_QUESTION = 4;
const ROUTES = 12;

const heading = (number: number, title: string, question: string): string =>
  `\n${bold(`${number}  ${title}`)}  ${dim(question)}`;

/** The report for people. */
export function renderReport(evidence: Evidence): string {
  const { requests, seconds } = evidence;
  return [
    bold(`Plumbline demo`) +
      dim(`  seed ${evidence.seed} · ${show(requests.sent)} requests in ${show(seconds)} s through two services`),
    ...requestsPart(requests),
    ...reliabilityPart(evidence.reliability),
    ...productPart(evidence.events),
    ...auditPart(evidence.audit),
    ...egressPart(evidence.egress, evidence.canaries),
    ...costPart(evidence.cost),
    ...(evidence.mirror ? mirrorPart(evidence.mirror) : []),
    '',
    evidence.faults.length === 0
      ? `${verdict(true)} every sum adds up`
      : evidence.faults.map((fault) => `${verdict(false)} ${red(fault)}`).join('\n'),
  ].join('\n');
}

function requestsPart(r: RequestEvidence): string[] {
  const same = r.sent === r.answered && r.answered === r.logged && r.logged === r.echoed;
  return [
    heading(1, 'Requests', 'is every one accounted for?'),
    `  sent ${show(r.sent)} = answered ${show(r.answered)} = logged ${show(r.logged)} = ID echoed ${show(r.echoed)}  ${verdict(same)}`,
    `  traced ${show(r.traced)} of ${show(r.tracedByRule)} that the sampling rule asks for  ${verdict(r.traced === r.tracedByRule)}`,
    `  second service: ${show(r.hops)} requests, ${show(r.hopsJoined)} under the ID of the first  ${verdict(r.hops === r.hopsJoined)}`,
    dim(
      `  ${show(r.refusedIds)} unusable x-request-id replaced · ${show(r.parserRejected)} malformed requests answered by Node's parser`,
    ),
  ];
}

function reliabilityPart(r: ReliabilityEvidence): string[] {
  const rows = r.routes
    .slice(0, ROUTES)
    .map(({ route, requests, errorRate, p50, p95, p99 }) => [route, requests, percent(errorRate), p50, p95, p99]);
  return [
    heading(2, 'Reliability', 'is it healthy?'),
    `  ${show(r.requestsPerSecond)} requests/s · ${percent(r.errorRate)} server errors`,
    table(['route', 'requests', '5xx', 'p50 ms', 'p95 ms', 'p99 ms'], rows),
    ...(r.routes.length > ROUTES ? [dim(`  … ${r.routes.length - ROUTES} more routes`)] : []),
    dim(
      `  dependencies: ${r.dependencies.map(({ name, calls, failures }) => `${name} ${failures} of ${show(calls)} calls failed`).join(' · ')}`,
    ),
  ];
}

function productPart(e: EventEvidence): string[] {
  const lost = Object.values(e.lost).reduce((sum, count) => sum + count, 0);
  const refused = Object.entries(e.refused)
    .map(([reason, count]) => `${reason} ${count}`)
    .join(', ');
  return [
    heading(3, 'Product', 'is it used, by whom, in which way?'),
    `  accepted ${show(e.accepted)} = stored ${show(e.stored)} + lost ${show(lost)} + pending ${show(e.pending)}  ${verdict(e.accepted === e.stored + lost + e.pending)}`,
    dim(`  refused before acceptance: ${refused === '' ? 'none' : refused}`),
    dim(`  by name: ${e.byName.map(({ name, events }) => `${name} ${show(events)}`).join(' · ')}`),
    ...e.questions.map(({ name, question, rows }) => questionPart(name, question, rows)),
  ];
}

function questionPart(name: string, question: string, rows: readonly Readonly<Record<string, unknown>>[]): string {
  const header = Object.keys(rows[0] ?? {});
  const cells = rows.slice(0, ROWS_PER_QUESTION).map((row) => header.map((column) => cell(row[column])));
  const more = rows.length > ROWS_PER_QUESTION ? dim(`\n    … ${rows.length - ROWS_PER_QUESTION} more`) : '';
  return `  ${question} ${dim(name)}\n${table(header, cells, '    ')}${more}`;
}

function cell(value: unknown): string | number {
  if (typeof value === 'number') return value;
  if (Array.isArray(value)) return value.map((part) => show(Math.round(Number(part)))).join(' / ');
  const text = String(value);
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function auditPart(a: AuditEvidence): string[] {
  const same = a.recorded === a.stored && a.stored === a.verified;
  const proved = a.proved === a.stored;
  return [
    heading(4, 'Audit', 'who did what?'),
    `  recorded ${show(a.recorded)} = stored ${show(a.stored)} = verified ${show(a.verified)}  ${verdict(same)}  ${dim('each against its hash and its witness in the log')}`,
    `  ${show(a.seals)} ${a.seals === 1 ? 'seal' : 'seals'} over them, ${show(a.proved)} records proved offline  ${verdict(proved)}  ${dim('from an export, by an anchor file and the public key alone')}`,
    table(
      ['action', 'success', 'denied', 'failed'],
      a.byAction.map(({ action, success, denied, failed }) => [action, success, denied, failed]),
    ),
    ...a.examples.map((line) => dim(`  ${line}`)),
  ];
}

function egressPart(egress: EgressEvidence, canaries: CanaryEvidence): string[] {
  const bytes = Object.values(canaries.searched).reduce((sum, size) => sum + size, 0);
  return [
    heading(5, 'Egress', 'what left, and to where?'),
    `  ${egress.external === 0 ? 'nothing left this machine' : red(`${egress.external} destinations beyond this machine`)}  ${verdict(egress.external === 0)}  ${dim(egress.destinations.map(({ address }) => address).join(' · '))}`,
    `  ${show(canaries.planted)} secrets and personal values planted, ${show(canaries.found)} found in ${show(bytes / 1e6)} MB  ${verdict(canaries.found === 0)}  ${dim(Object.keys(canaries.searched).join(' · '))}`,
    ...canaries.finds.map((find) => red(`    ${find}`)),
  ];
}

function costPart(cost: CostEvidence): string[] {
  const [low, high] = cost.quartiles;
  return [
    heading(6, 'Cost', 'what did the baseline take?'),
    `  ${show(cost.with)} requests/s with it, ${show(cost.without)} without: ${percent(cost.ratio)} of the throughput`,
    dim(
      `  ${cost.rounds} interleaved rounds, the middle half of them ${percent(low)} to ${percent(high)}; without sign-ins, whose password hashing fills section 2`,
    ),
  ];
}

/** The report for machines: one object, the names of the contract. */
export function jsonReport(evidence: Evidence): object {
  const { requests, events, audit, egress, canaries, cost } = evidence;
  return {
    requests: {
      sent: requests.sent,
      answered: requests.answered,
      logged: requests.logged,
      echoed: requests.echoed,
      traced: requests.traced,
      traced_by_rule: requests.tracedByRule,
      hops: requests.hops,
      hops_joined: requests.hopsJoined,
      parser_rejected: requests.parserRejected,
    },
    reliability: evidence.reliability.routes,
    events: {
      accepted: events.accepted,
      stored: events.stored,
      lost: events.lost,
      pending: events.pending,
      refused: events.refused,
    },
    events_by_name: events.byName,
    questions: events.questions.map(({ name, rows }) => ({ name, rows })),
    audit: { recorded: audit.recorded, stored: audit.stored, verified: audit.verified, proved: audit.proved },
    egress: { destinations: egress.destinations.map(({ address }) => address), external: egress.external },
    canaries: { planted: canaries.planted, found: canaries.found },
    cost: { ratio: cost.ratio, with: cost.with, without: cost.without },
    ...(evidence.mirror && { posthog: mirrorJson(evidence.mirror) }),
    faults: evidence.faults,
  };
}
