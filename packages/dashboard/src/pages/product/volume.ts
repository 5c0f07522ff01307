import type { ProductAnswer } from '@plumbline/core';
import { rollup, sum } from 'd3-array';
import { barChart } from '../../charts/bar-chart.ts';
import { stackedBars } from '../../charts/stacked-bars.ts';
import type { PageRequest } from '../../page-request.ts';
import { formatCount, formatShare } from '../../ui/format.ts';
import { html, type Html } from '../../ui/html.ts';
import type { Drawn } from './answer-panel.ts';
import { movement } from './compare.ts';
import { capitalised, readAnswer, type Reader, wordsOf } from './read-answer.ts';
import { stackRows } from './stack-rows.ts';

/** The dimension that says whose people did it, where a catalog has one of this name. */
const TEAM = 'team';

/** Teams with a colour of their own; the last two colours are the other teams and nobody's. */
const MAX_TEAMS = 5;

const SHOWN = 9;

type Volume = ReadonlyMap<string, number>;

/** Events by name, of all days and teams. */
const volumeOf = (reader: Reader, rows: Reader['rows']): Volume =>
  rollup(
    rows,
    (own) => sum(own, (row) => reader.number(row, 'events') ?? 0),
    (row) => reader.text(row, 'name'),
  );

/** Who answers for an event, as its second line. */
const ownerOf = ({ catalog }: PageRequest, name: string): { readonly detail?: string } => {
  const owner = catalog?.events[name]?.owner;
  return owner === undefined ? {} : { detail: owner };
};

function ranking(request: PageRequest, now: Volume, earlier: Volume | undefined): Html {
  const rows = [...now].toSorted((a, b) => b[1] - a[1]);
  return barChart({
    label: 'Events by name',
    names: 'Event',
    values: 'Events',
    rows: rows.map(([name, value]) => ({
      name: wordsOf(name),
      ...ownerOf(request, name),
      value,
      ...(earlier !== undefined && { previous: earlier.get(name) ?? 0 }),
    })),
    total: sum(now.values()),
    shown: SHOWN,
  });
}

/** The same by team; undefined where there are no teams, or nothing is known of them. */
async function byTeam(request: PageRequest, now: Volume): Promise<Html | undefined> {
  const { slice } = request.filters;
  const teams = slice[TEAM] ?? request.catalog?.dimensions[TEAM] ?? [];
  if (teams.length === 0) return undefined;
  const asked = { panel: 'captureVolume', compare: false, slice: { ...slice, [TEAM]: teams } } as const;
  const result = await request.ask(asked);
  if (result.state !== 'ready') return undefined;
  const { suppressedBelow } = result.answer;
  const stack = stackRows(readAnswer(result.answer), { row: ['name'], part: TEAM, value: 'events', most: MAX_TEAMS });
  const known = new Map(stack.rows.map(({ texts: [name = ''], values }) => [name, values]));
  const spec = { label: 'Events by name and team', names: 'Event', values: 'Events', shown: SHOWN } as const;
  const named = (name: string) => ({ name: wordsOf(name), ...ownerOf(request, name) });
  if (suppressedBelow !== undefined) {
    // The rest of an event may be exactly what one small team did, so nothing is drawn but what is told.
    const rows = stack.rows.map(({ texts: [name = ''], values }) => ({ ...named(name), values }));
    if (rows.length === 0) return undefined;
    return html`${stackedBars({ ...spec, parts: stack.parts, rows })}
      <p class="note">Teams of fewer than five people, and events without a team, are left out.</p>`;
  }
  const rows = [...now]
    .toSorted((a, b) => b[1] - a[1])
    .map(([name, value]) => {
      const values = known.get(name) ?? stack.parts.map(() => 0);
      return { ...named(name), values: [...values, Math.max(0, value - sum(values))] };
    });
  return stackedBars({ ...spec, parts: [...stack.parts, 'no team'], rows });
}

/** How much is captured, by event, and by team where the catalog has a dimension of that name. */
export const drawVolume =
  (request: PageRequest) =>
  async (answer: ProductAnswer): Promise<Drawn | undefined> => {
    const reader = readAnswer(answer);
    const now = volumeOf(reader, reader.rows);
    const all = sum(now.values());
    if (all === 0) return undefined;
    const earlier = answer.previous === undefined ? undefined : volumeOf(reader, reader.previous);
    const [[name, most] = ['', 0]] = [...now].toSorted((a, b) => b[1] - a[1]);
    const moved = movement(all, earlier && sum(earlier.values()), answer.span);
    return {
      finding: html`${formatCount(all)} events were captured${moved}. ${capitalised(wordsOf(name))} is
      ${formatShare(most / all)} of them.`,
      chart: (await byTeam(request, now)) ?? ranking(request, now, earlier),
    };
  };
