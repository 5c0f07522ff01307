import type { ProductAnswer } from '@plumbline/core';
import type { Catalog } from '@plumbline/schema';
import { max } from 'd3-array';
import { sparkline } from '../../charts/sparkline.ts';
import type { PageRequest } from '../../page-request.ts';
import { DAY_MS } from '../../reporting/periods.ts';
import { formatCount, formatDay, formatLongDay, formatShare, dayMs } from '../../ui/format.ts';
import { html, type Html } from '../../ui/html.ts';
import { activeDays } from './actives.ts';
import type { Drawn } from './answer-panel.ts';
import { readAnswer, wordsOf } from './read-answer.ts';
import { type FeatureUse, type Verdict, verdictOf } from './verdict.ts';

/** Each line of days is a question of its own; the features below have none. */
const MAX_LINES = 12;
/** The share of its days that must be known. */
const MIN_KNOWN = 0.6;
/** A line needs days. */
const MIN_DAYS = 7;
/** Days before its expiry from which a feature is pointed at. */
const SOON_DAYS = 45;

interface Feature extends FeatureUse {
  readonly id: string;
  readonly lastSeen: string | undefined;
  readonly owners: readonly string[];
  /** The first day on which the purpose of an event that names it must be argued anew. */
  readonly expires: string | undefined;
  readonly verdict: Verdict;
}

/** Owner and expiry are those of the events that are about the fewest features, and so about this one most of all. */
const termsOf = (catalog: Catalog | undefined, id: string): Pick<Feature, 'owners' | 'expires'> => {
  const naming = Object.values(catalog?.events ?? {}).filter(({ features }) => features.includes(id));
  const fewest = Math.min(...naming.map(({ features }) => features.length));
  const events = naming.filter(({ features }) => features.length === fewest);
  return {
    owners: [...new Set(events.map(({ owner }) => owner))],
    expires: events.map(({ expires }) => expires).toSorted()[0],
  };
};

/** A feature without a row: nothing happened, or too few people stand behind what did. */
const absent = (isWhole: boolean): Verdict =>
  isWhole ? { word: 'Unused', tone: 'bad' } : { word: 'Too few to say', tone: 'warn' };

/** Features with what happened, then those that are declared and had no event at all. */
function featuresOf(answer: ProductAnswer, catalog: Catalog | undefined): readonly Feature[] {
  const reader = readAnswer(answer);
  const reach = max(reader.rows, (row) => reader.number(row, 'people') ?? 0) ?? 0;
  const seen = reader.rows.map((row): Feature => {
    const id = reader.text(row, 'feature');
    const use: FeatureUse = {
      people: reader.number(row, 'people'),
      views: reader.number(row, 'views') ?? 0,
      interactions: reader.number(row, 'interactions') ?? 0,
      trend: reader.number(row, 'trend'),
    };
    const lastSeen = reader.text(row, 'last_seen') || undefined;
    return { id, lastSeen, ...use, ...termsOf(catalog, id), verdict: verdictOf(use, reach) };
  });
  const known = new Set(seen.map(({ id }) => id));
  const declared = new Set(Object.values(catalog?.events ?? {}).flatMap(({ features }) => features));
  const unused = [...declared]
    .filter((id) => !known.has(id))
    .toSorted()
    .map((id): Feature => ({
      id,
      lastSeen: undefined,
      people: reader.isWhole ? 0 : null,
      views: 0,
      interactions: 0,
      trend: null,
      ...termsOf(catalog, id),
      verdict: absent(reader.isWhole),
    }));
  return [...seen.toSorted((a, b) => (b.people ?? 0) - (a.people ?? 0)), ...unused];
}

/** People of each day by feature, for the first few. A question that fails leaves its line out. */
async function linesOf(
  request: PageRequest,
  features: readonly Feature[],
): Promise<ReadonlyMap<string, readonly (number | null)[]>> {
  const { span, slice } = request.filters;
  const asked = 'days' in span && span.days < MIN_DAYS ? { span: { days: MIN_DAYS } } : {};
  const used = features.filter(({ views, interactions }) => views + interactions > 0).slice(0, MAX_LINES);
  const lines = await Promise.all(
    used.map(async ({ id }) => {
      const result = await request.ask({
        panel: 'dailyActives',
        compare: false,
        slice: { ...slice, feature: [id] },
        ...asked,
      });
      const days = result.state === 'error' ? [] : activeDays(result.answer).map(({ people }) => people);
      return [id, days] as const;
    }),
  );
  return new Map(lines);
}

const trendText = ({ trend, views, interactions }: Feature): string => {
  if (views + interactions === 0) return '';
  if (trend === null) return 'none before';
  if (Math.abs(trend) < 0.005) return 'no change';
  return `${trend > 0 ? 'up' : 'down'} ${formatShare(Math.abs(trend))}`;
};

function expiryCell({ expires }: Feature, now: number): Html {
  if (expires === undefined) return html`<span class="change-before">not declared</span>`;
  const days = Math.ceil((dayMs(expires) - now) / DAY_MS);
  const note = days < 0 ? 'argue it anew: overdue' : days <= SOON_DAYS ? `in ${days} days` : '';
  const tone = days < 0 ? 'change-bad' : 'change-before';
  return html`${formatLongDay(expires)}${note !== '' && html`<small class="${tone}">${note}</small>`}`;
}

function rowOf(feature: Feature, line: readonly (number | null)[] | undefined, now: number): Html {
  const { id, people, views, interactions, owners, lastSeen, verdict } = feature;
  // A line of more gaps than days is dust.
  const hasLine = line !== undefined && line.filter((value) => (value ?? 0) > 0).length > line.length * MIN_KNOWN;
  return html`<tr>
    <th scope="row">
      ${wordsOf(id)}<small
        >${lastSeen === undefined ? 'not seen in this time' : `last seen ${formatDay(lastSeen)}`}</small
      >
    </th>
    <td><span class="verdict verdict-${verdict.tone}">${verdict.word}</span></td>
    <td class="number">${people === null ? '–' : formatCount(people)}</td>
    <td class="number">${people === null ? '–' : formatCount(views)}</td>
    <td class="number">${people === null ? '–' : formatCount(interactions)}</td>
    <td class="trend">${hasLine && sparkline({ values: line, height: 28 })}</td>
    <td class="number">${trendText(feature)}</td>
    <td>${owners.length === 0 ? html`<span class="change-before">nobody declared</span>` : owners.join(', ')}</td>
    <td>${expiryCell(feature, now)}</td>
  </tr>`;
}

const HEADINGS: readonly (readonly [name: string, kind: string])[] = [
  ['Feature', ''],
  ['Verdict', ''],
  ['People', 'number'],
  ['Seen', 'number'],
  ['Done', 'number'],
  ['People a day', 'trend'],
  ['Trend', 'number'],
  ['Owner', ''],
  ['Expires', ''],
];

function findingOf(features: readonly Feature[]): Html {
  const count = (...words: readonly Verdict['word'][]): number =>
    features.filter(({ verdict }) => words.includes(verdict.word)).length;
  const doubtful = count('Fading', 'Hardly used', 'Unused');
  const unsaid = count('Too few to say');
  const few = unsaid > 0 && html` Of ${unsaid} it cannot be said: nobody, or too few people.`;
  if (doubtful === 0)
    return html`Each of the ${features.length - unsaid} features that people use earns its keep.${few}`;
  return html`${count('Core', 'Growing', 'Steady', 'New')} of ${features.length} features earn their keep; ${doubtful}
  ${doubtful === 1 ? 'is a question' : 'are questions'} for ${doubtful === 1 ? 'its owner' : 'their owners'}.${few}`;
}

/** Which features earn their maintenance: use, its trend, who answers for them and until when. */
export const drawLedger =
  (request: PageRequest) =>
  async (answer: ProductAnswer): Promise<Drawn | undefined> => {
    const features = featuresOf(answer, request.catalog);
    if (features.length === 0) return undefined;
    const lines = await linesOf(request, features);
    return {
      finding: findingOf(features),
      chart: html`<div class="scroller" role="region" tabindex="0" aria-label="Features and their use">
        <table class="ledger">
          <caption class="quiet">
            Features, their use, their owners and their expiry
          </caption>
          <thead>
            <tr>
              ${HEADINGS.map(([name, kind]) => html`<th scope="col" class="${kind}">${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${features.map((feature) => rowOf(feature, lines.get(feature.id), request.now))}
          </tbody>
        </table>
      </div>`,
    };
  };
