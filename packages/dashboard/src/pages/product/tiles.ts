import type { ProductAnswer } from '@plumbline/core';
import { type StatTile, statTiles } from '../../charts/stat-tile.ts';
import type { PageRequest } from '../../page-request.ts';
import { type BetterWay, changeOf } from '../../ui/change.ts';
import { formatCompact, formatCount } from '../../ui/format.ts';
import { html, type Html } from '../../ui/html.ts';
import { activeDays, averageBefore, averageOf } from './actives.ts';
import { readAnswer } from './read-answer.ts';

const EVENT_TILES: readonly { readonly name: string; readonly event: string; readonly better: BetterWay }[] = [
  { name: 'Page views', event: 'page_viewed', better: 'up' },
  { name: 'Feature views', event: 'feature_viewed', better: 'up' },
  { name: 'Sessions that ended', event: 'session_ended', better: 'up' },
  { name: 'Client errors', event: 'client_error', better: 'down' },
];

const PEOPLE = 'People on an average day';
const FEW = 'none, or too few people';

/** Whether small groups are left out of an answer, so that nothing in it need not be nothing. */
const leavesOut = (answer: ProductAnswer | undefined): boolean => answer?.suppressedBelow !== undefined;

function peopleTile(answer: ProductAnswer | undefined): StatTile {
  if (answer === undefined) return { name: PEOPLE, value: undefined, note: 'not answered' };
  const days = activeDays(answer);
  const people = averageOf(days.map((day) => day.people));
  const earlier = averageBefore(answer);
  const change = changeOf(people, earlier, 'up');
  return {
    name: PEOPLE,
    ...(people === undefined && leavesOut(answer) && { note: FEW }),
    value: people === undefined ? undefined : formatCount(Math.round(people)),
    ...(change && { change }),
    ...(earlier !== undefined && { before: formatCount(Math.round(earlier)) }),
    trend: days.map((day) => day.people),
  };
}

/** Events of one name by day: their sum, that of the span before, and the line of the days. */
function eventTile(answer: ProductAnswer | undefined, { name, event, better }: (typeof EVENT_TILES)[number]): StatTile {
  if (answer === undefined) return { name, value: undefined, note: 'not answered' };
  const reader = readAnswer(answer);
  const sumOf = (rows: typeof reader.rows): Map<string, number> => {
    const sums = new Map<string, number>();
    for (const row of rows) {
      if (reader.text(row, 'name') !== event) continue;
      const events = reader.number(row, 'events');
      const day = reader.text(row, 'day');
      if (events !== null) sums.set(day, (sums.get(day) ?? 0) + events);
    }
    return sums;
  };
  const all = (sums: Map<string, number>): number => [...sums.values()].reduce((sum, value) => sum + value, 0);
  const days = sumOf(reader.rows);
  // Without a row nothing happened, or too few people did it: only where none is left out is that a zero.
  const known = (sums: Map<string, number>): number | undefined =>
    sums.size === 0 && leavesOut(answer) ? undefined : all(sums);
  const now = known(days);
  if (now === undefined) return { name, value: undefined, note: FEW };
  const earlier = answer.previous === undefined ? undefined : known(sumOf(reader.previous));
  const change = changeOf(now, earlier, better);
  const every = [...new Set(reader.rows.map((row) => reader.text(row, 'day')))].toSorted();
  return {
    name,
    value: formatCompact(now),
    ...(change && { change }),
    ...(earlier !== undefined && { before: formatCompact(earlier) }),
    trend: every.map((day) => days.get(day) ?? 0),
  };
}

/** Five numbers that say at a glance how the span went. */
export async function tiles(request: PageRequest): Promise<Html> {
  const compare = request.filters.compare;
  const [people, volume] = await Promise.all([
    request.ask({ panel: 'dailyActives', compare }),
    request.ask({ panel: 'captureVolume', compare }),
  ]);
  const answerOf = (result: typeof people): ProductAnswer | undefined =>
    result.state === 'error' ? undefined : result.answer;
  return html`<section class="span-12" aria-label="At a glance">
    ${statTiles('At a glance', [
      peopleTile(answerOf(people)),
      ...EVENT_TILES.map((tile) => eventTile(answerOf(volume), tile)),
    ])}
  </section>`;
}
