import { type StatTile, statTiles } from '../../charts/stat-tile.ts';
import type { ReportedMetric, ReportedPeriod } from '../../reporting/report.ts';
import { cellWords } from '../../reporting/report-words.ts';
import type { Html } from '../../ui/html.ts';
import type { Coming } from './count.ts';
import { comparable, movedSince, newest } from './measure.ts';
import { labelWords } from './measure-words.ts';

const MAX_TILES = 4;

function tileOf(reported: ReportedMetric, now: ReportedPeriod): StatTile {
  const { metric } = reported;
  const before = comparable(reported, now);
  const change = movedSince(reported, now, before);
  return {
    name: metric.title,
    value: cellWords(now.number?.value ?? null, metric.unit),
    ...(change ? { change, before: cellWords(before?.number?.value ?? null, metric.unit) } : { note: labelWords(now) }),
    trend: reported.periods.map(({ number }) => number?.value ?? null),
  };
}

/** The first numbers that there are. It waits for no more of them than it shows. */
export async function glance(coming: readonly Coming[]): Promise<Html> {
  const tiles: StatTile[] = [];
  for (const { counted } of coming.filter(({ kept }) => kept.metric.slices === '')) {
    if (tiles.length === MAX_TILES) break;
    const { reported } = await counted;
    const now = newest(reported);
    if (now !== undefined) tiles.push(tileOf(reported, now));
  }
  return statTiles('At a glance', tiles);
}
