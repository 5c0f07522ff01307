import { createLimits } from './change-words.ts';
import type { Fact } from './fact.ts';
import { describeFact } from './fact-words.ts';
import { privacy } from './orders.ts';
import { shown } from './value-words.ts';

const OF_RECEIVERS = new Set(['dest', 'signal', 'gate', 'send', 'field', 'attr', 'wire']);

/** Facts that one side has and the other has not, each with who receives it. */
export function describeFacts(facts: readonly Fact[], asked = true): readonly string[] {
  const signals = new Set(facts.flatMap(({ kind, columns: [id] }) => (kind === 'signal' ? [id] : [])));
  return facts.map((fact) => {
    const words = describeFact(fact, { isSignal: signals.has(fact.columns[0]), isAsked: asked });
    return OF_RECEIVERS.has(fact.kind) ? `${shown(fact.columns[0])}: ${words}` : words;
  });
}

/** Who it is and which events and fields come first: what a client adds by itself says less, and stands in the file. */
const TELLING = ['consent', 'dest', 'send', 'field', 'signal', 'attr', 'gate', 'wire'];

const rankOf = ({ kind }: Fact): number => (TELLING.includes(kind) ? TELLING.indexOf(kind) : TELLING.length);

const classOf = ({ kind, columns }: Fact): string => (kind === 'attr' ? (columns[2] ?? '') : '');

/** What says most comes first: of attributes those that can say most of a person. */
export const byWeight = (facts: readonly Fact[]): readonly Fact[] =>
  facts.toSorted((a, b) => {
    const [one, other] = [classOf(a), classOf(b)];
    return rankOf(a) - rankOf(b) || Number(privacy(one, other)) - Number(privacy(other, one));
  });

/** Facts that a lockfile does not allow, with what it allows of each instead. */
export function describeBeyond(allowed: readonly Fact[], facts: readonly Fact[], asked = true): readonly string[] {
  const limitOf = createLimits(allowed);
  const sorted = byWeight(facts);
  const words = describeFacts(sorted, asked);
  return sorted.map((fact, index) => `${words[index] ?? ''}${limitOf(fact)}`);
}
