import type { OutboundEvent, ProductAsk } from '@plumbline/core';
import { DAY, dayOf } from './any-event.ts';
import { type Events, grouped, type Rows, type Span } from './event-lists.ts';

/** The events of each person who has an ID. */
const byPerson = (events: Events): readonly Events[] =>
  grouped(
    events.filter((event) => event.anonymousUserId !== ''),
    (event) => [event.anonymousUserId],
  ).map(([, of]) => of);

/** First moment of the Monday before or at a moment. */
function mondayOf(ms: number): number {
  const midnight = Math.floor(ms / DAY) * DAY;
  return midnight - ((new Date(midnight).getUTCDay() + 6) % 7) * DAY;
}

const LEAST_PEOPLE = 5;

/** Days for which the table keeps events for certain. */
const KEPT_DAYS = 173;

/** Days without an event after which somebody is new. */
const NEW_AFTER_DAYS = 30;

/**
 * Of the people who were new in a week, how many were seen in each week since; fewer than five are not shown, and nothing of
 * weeks before which events are gone. Events of the thirty days before the span say who is not new in it.
 */
export function retentionRows(events: Events, { from, until }: Span): Rows {
  const keptFrom = Date.now() - KEPT_DAYS * DAY;
  const people = byPerson(events.filter((event) => event.occurredAt >= from - NEW_AFTER_DAYS * DAY))
    .filter((of) => of.every((event) => event.occurredAt >= from))
    .map((of) => new Set(of.map((event) => mondayOf(event.occurredAt))));
  const cohorts = new Set(people.map((weeks) => Math.min(...weeks)));
  return [...cohorts]
    .toSorted((one, two) => one - two)
    .flatMap((cohort) => {
      const own = people.filter((weeks) => Math.min(...weeks) === cohort);
      const rows: [string, number, number | null, number | null][] = [];
      for (let week = cohort; week < until; week += 7 * DAY) {
        const seen = own.filter((weeks) => weeks.has(week)).length;
        const isKnown = Math.max(cohort, from) - NEW_AFTER_DAYS * DAY >= keptFrom;
        const isShown = isKnown && own.length >= LEAST_PEOPLE && seen >= LEAST_PEOPLE;
        rows.push([
          dayOf(cohort),
          (week - cohort) / DAY / 7,
          isShown ? seen : null,
          isShown ? seen / own.length : null,
        ]);
      }
      return rows;
    });
}

/** How many steps somebody took, from one first step of theirs. */
function stepsFrom(start: OutboundEvent, events: Events, steps: readonly string[], withinMs: number): number {
  let last = start.occurredAt;
  for (const [index, step] of steps.entries()) {
    const next = events
      .filter(
        ({ name, occurredAt }) => name === step && occurredAt >= last && occurredAt <= start.occurredAt + withinMs,
      )
      .map(({ occurredAt }) => occurredAt);
    if (next.length === 0) return index;
    last = Math.min(...next);
  }
  return steps.length;
}

/** How many people got as far as each step. */
export function funnelRows(events: Events, { steps = [], withinMs = DAY }: ProductAsk): Rows {
  const reached = byPerson(events).map((of) =>
    Math.max(0, ...of.filter(({ name }) => name === steps[0]).map((start) => stepsFrom(start, of, steps, withinMs))),
  );
  const least = (count: number): number => reached.filter((took) => took >= count).length;
  const first = least(1);
  return steps.map((step, index) => [step, least(index + 1), first === 0 ? null : least(index + 1) / first]);
}
