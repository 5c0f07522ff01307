import type { OutboundEvent, ProductAsk, ProductCell } from '@plumbline/core';
import { DAY, dayOf } from './any-event.ts';
import { type Events, grouped, type Rows, type Span, textOf, users, usesOfProduct } from './event-lists.ts';
import { funnelRows, retentionRows } from './reference-people.ts';

const numberOf = (event: OutboundEvent, key: string): number => {
  const value = event.payload[key];
  return typeof value === 'number' ? value : 0;
};

const sessions = (events: Events): number => new Set(events.map((event) => event.sessionId)).size;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const average = (values: readonly number[]): number | null =>
  values.length === 0 ? null : sum(values) / values.length;

/** `PERCENTILE.INC` of a spreadsheet: between two values it is that far from one to the other. */
function quantile(values: readonly number[], level: number): number {
  const sorted = values.toSorted((one, two) => one - two);
  const place = level * (sorted.length - 1) + 1;
  const low = sorted[Math.floor(place) - 1] ?? 0;
  const high = sorted[Math.floor(place)] ?? low;
  return low + (place - Math.floor(place)) * (high - low);
}

const daysOf = ({ from, until }: Span): readonly string[] => {
  const days: string[] = [];
  for (let day = Math.floor(from / DAY); day * DAY < until; day += 1) days.push(dayOf(day * DAY));
  return days;
};

/** The span of the same length before one. */
export const before = ({ from, until }: Span): Span => ({ from: 2 * from - until, until: from });

const fields =
  (...keys: readonly string[]) =>
  (event: OutboundEvent): readonly string[] =>
    keys.map((key) => (key === 'route' ? event.routePattern : textOf(event, key)));

/** Which events are cells of a panel, by what they are grouped, and what is said of each. */
interface Ranking {
  readonly name: string;
  readonly keys: (event: OutboundEvent) => readonly string[];
  readonly says: (events: Events) => readonly ProductCell[];
  readonly limit?: number;
}

const RANKINGS = {
  topRoutes: {
    name: 'page_viewed',
    keys: fields('route'),
    says: (of) => [of.length, sessions(of), users(of)],
    limit: 25,
  },
  featureUsage: { name: 'feature_viewed', keys: fields('feature', 'surface'), says: (of) => [of.length, users(of)] },
  filterChanges: {
    name: 'filter_changed',
    keys: fields('view', 'filterKey'),
    says: (of) => [of.length, average(of.map((event) => numberOf(event, 'valueCount')))],
  },
  chartInteractions: {
    name: 'chart_interacted',
    keys: fields('chart', 'action', 'surface'),
    says: (of) => [of.length, sessions(of)],
  },
  clientErrors: {
    name: 'client_error',
    keys: fields('route', 'boundary', 'errorClass'),
    says: (of) => [of.length, users(of)],
  },
} satisfies Record<string, Ranking>;

/** The panels that list cells of one name, the most frequent first. */
function ranked({ name, keys, says, limit }: Ranking, events: Events): Rows {
  return grouped(
    events.filter((event) => event.name === name),
    keys,
  )
    .toSorted(([, one], [, two]) => two.length - one.length)
    .slice(0, limit)
    .map(([cell, of]) => [...cell, ...says(of)]);
}

function sessionRows(events: Events): Rows {
  const ended = events.filter(({ name }) => name === 'session_ended');
  if (ended.length === 0) return [];
  const all = (key: string): readonly number[] => ended.map((event) => numberOf(event, key));
  const quantiles = [0.5, 0.75, 0.9, 0.95].map((level) => quantile(all('durationMs'), level));
  return [[ended.length, ...quantiles, average(all('pagesViewed')), average(all('interactions'))]];
}

function recoveryRows(events: Events, span: Span): Rows {
  return daysOf(span).map((day) => {
    const of = events.filter((event) => event.name === 'offline_recovered' && dayOf(event.occurredAt) === day);
    const [recovered, lost] = ['events', 'dropped'].map((key) => sum(of.map((event) => numberOf(event, key)))) as [
      number,
      number,
    ];
    const rate = recovered + lost === 0 ? null : recovered / (recovered + lost);
    return [day, recovered, lost, rate, average(of.map((event) => numberOf(event, 'offlineMs')))];
  });
}

const NO_USE = new Set(['page_viewed', 'client_error', 'session_ended', 'offline_recovered', 'dashboard_viewed']);

function ledgerRows(events: Events, earlier: Events | undefined): Rows {
  const uses = (of: Events): Events => of.filter((event) => !NO_USE.has(event.name) && textOf(event, 'feature') !== '');
  const count = (of: Events, feature: string): number =>
    uses(of).filter((event) => textOf(event, 'feature') === feature).length;
  return grouped(uses(events), fields('feature'))
    .map(([[feature = ''], of]) => {
      const views = of.filter(({ name }) => name === 'feature_viewed').length;
      const days = of.map((event) => dayOf(event.occurredAt)).toSorted();
      const was = earlier === undefined ? 0 : count(earlier, feature);
      const trend = was === 0 ? null : of.length / was - 1;
      return [feature, views, users(of), of.length - views, days[0] ?? '', days.at(-1) ?? '', trend] as const;
    })
    .toSorted((one, two) => two[1] - one[1]);
}

const LEAST_PEOPLE = 5;

/** Events of teams of enough people. */
const ofLargeTeams = (events: Events): Events =>
  grouped(events, fields('team')).flatMap(([, of]) => (users(of) < LEAST_PEOPLE ? [] : of));

const volumeRows = (events: Events, byTeam: boolean): Rows =>
  grouped(byTeam ? ofLargeTeams(events) : events, (event) => [
    dayOf(event.occurredAt),
    event.name,
    ...(byTeam ? [textOf(event, 'team')] : []),
  ]).map(([keys, of]) => [...keys, of.length]);

/** Whether an event is of a slice: it has one of the values under every key. */
export const isInSlice = (event: OutboundEvent, slice: ProductAsk['slice'] = {}): boolean =>
  Object.entries(slice).every(([key, values]) => values.includes(textOf(event, key)));

interface Context {
  readonly ask: ProductAsk;
  readonly span: Span;
  /** Events of the span before; undefined where nothing may be said of it. */
  readonly earlier: Events | undefined;
  /** Events of the slice until the end of the span, whenever they were. */
  readonly before: Events;
}

/** What each panel says of the events of a span. */
const PANELS: Readonly<Record<ProductAsk['panel'], (events: Events, context: Context) => Rows>> = {
  dailyActives: (events, { span }) =>
    daysOf(span).map((day) => [day, users(usesOfProduct(events).filter((event) => dayOf(event.occurredAt) === day))]),
  topRoutes: (events) => ranked(RANKINGS.topRoutes, events),
  featureUsage: (events) => ranked(RANKINGS.featureUsage, events),
  filterChanges: (events) => ranked(RANKINGS.filterChanges, events),
  chartInteractions: (events) => ranked(RANKINGS.chartInteractions, events),
  clientErrors: (events) => ranked(RANKINGS.clientErrors, events),
  sessionDurations: sessionRows,
  featureLedger: (events, { earlier }) => ledgerRows(events, earlier),
  captureVolume: (events, { ask }) => volumeRows(usesOfProduct(events), Object.hasOwn(ask.slice ?? {}, 'team')),
  offlineRecovery: (events, { span }) => recoveryRows(events, span),
  retention: (_events, { span, before: all }) => retentionRows(usesOfProduct(all), span),
  funnel: (events, { ask }) => funnelRows(events, ask),
};

const during = (events: Events, { from, until }: Span): Events =>
  events.filter(({ occurredAt }) => occurredAt >= from && occurredAt < until);

/** Whether so few people are in a slice that nothing may be said of it. Of all people everything may be said. */
export const isOfFew = ({ slice = {} }: ProductAsk, span: Span, all: Events): boolean =>
  Object.keys(slice).length > 0 &&
  users(
    during(
      usesOfProduct(all).filter((event) => isInSlice(event, slice)),
      span,
    ),
  ) < LEAST_PEOPLE;

/** What is said where nothing may be. */
function rowsOfFew({ panel, steps = [] }: ProductAsk, span: Span): Rows {
  if (panel === 'funnel') return steps.map((step) => [step, null, null]);
  if (panel === 'dailyActives') return daysOf(span).map((day) => [day, null]);
  return panel === 'offlineRecovery' ? daysOf(span).map((day) => [day, null, null, null, null]) : [];
}

/**
 * The rows of a panel in plain words, over a list of events, however slow: what a store answers is compared with it. Events
 * are given once; copies are the store's to leave out. `looksBack` is false where nothing may be said of the span before.
 */
export function referenceRows(ask: ProductAsk, span: Span, all: Events, looksBack = true): Rows {
  if (isOfFew(ask, span, all)) return rowsOfFew(ask, span);
  const sliced = all.filter((event) => isInSlice(event, ask.slice));
  const isKnown = looksBack && !isOfFew(ask, before(span), all);
  return PANELS[ask.panel](during(sliced, span), {
    ask,
    span,
    earlier: isKnown ? during(sliced, before(span)) : undefined,
    before: sliced.filter(({ occurredAt }) => occurredAt < span.until),
  });
}
