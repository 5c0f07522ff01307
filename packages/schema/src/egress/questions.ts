import type { EgressChange } from './diff.ts';
import { type Fact, namedColumn } from './fact.ts';
import { addressOf, placeWords } from './fact-words.ts';
import { shown } from './value-words.ts';

/** Where the configuration says whose a receiver is; an adapter's own options do for those of product events. */
function sectionOf(id: string): string {
  if (id.startsWith('otlp-')) return '`egress.collector`';
  return id === 'trace-headers' ? '`egress.propagation`' : 'the options of its adapter';
}

const TERMS = [
  ['owner', 'owner'],
  ['review', 'review'],
  ['expires', 'end'],
] as const;

function missingTerms(id: string, own: readonly Fact[]): string {
  const gate = own.find(({ kind }) => kind === 'gate');
  const missing = TERMS.flatMap(([column, name]) => {
    const value = gate && namedColumn(gate, column);
    return value === undefined || value === 'none' ? [name] : [];
  });
  return missing.length === 0
    ? ''
    : `who answers for ${shown(id)}? It has no ${missing.join(', no ')} (\`egress.gates\` of plumbline.config.ts)`;
}

/** Places that the configuration calls our own for the first time. */
function newlyOwn(id: string, changes: readonly EgressChange[], before: readonly Fact[]): readonly string[] {
  const ownPlaces = (facts: readonly Fact[]): readonly string[] =>
    facts.flatMap((fact) => {
      const address = fact.columns[0] === id && fact.columns[1] === 'first-party' ? addressOf(fact) : undefined;
      return address === undefined ? [] : [placeWords(address.at)];
    });
  const known = ownPlaces(before);
  const now = ownPlaces(changes.flatMap(({ after }) => after ?? []));
  return [...new Set(now)].filter((place) => !known.includes(place));
}

/** Receivers of which nobody says whose they are; with their places where it is said of others of the same signal. */
function undeclaredOf(id: string, own: readonly Fact[]): string {
  const open = own.filter(({ columns: [, party] }) => party === 'undeclared');
  const places = new Set(open.flatMap((fact) => addressOf(fact)?.at ?? []));
  if (places.size === 0) return '';
  const isAll = own.every((fact) => addressOf(fact) === undefined || open.includes(fact));
  const where = isAll ? '' : ` at ${[...places].map(placeWords).join(', ')}`;
  return `whose are the receivers of ${shown(id)}${where}? Nobody has said it (${sectionOf(id)})`;
}

/**
 * What somebody who is asked for an approval should ask first: of receivers that get more, what the file does not say, and
 * what it says on the word of whoever wrote the configuration.
 */
export function questionsOf(
  changes: readonly EgressChange[],
  before: readonly Fact[],
  after: readonly Fact[],
): readonly string[] {
  const widening = changes.filter(({ judgement, after: fact }) => judgement === 'widening' && fact !== undefined);
  const ids = [...new Set(widening.map(({ after: fact }) => fact?.columns[0] ?? ''))];
  const questions = ids.flatMap((id) => {
    const own = after.filter(({ columns }) => columns[0] === id);
    const parties = new Set(own.flatMap((fact) => (addressOf(fact) === undefined ? [] : [fact.columns[1]])));
    const claimed = newlyOwn(id, widening, before).join(', ');
    return [
      undeclaredOf(id, own),
      parties.has('third-party') ? missingTerms(id, own) : '',
      claimed === '' ? '' : `who runs ${claimed}? The configuration calls it our own, and nothing checks that`,
    ];
  });
  return [...new Set(questions)].filter((question) => question !== '');
}
