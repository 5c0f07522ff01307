import { type Fact, namedColumn } from './fact.ts';
import { ABOUT, addressOf, isAbout, isHash } from './fact-words.ts';
import { privacy as order } from './orders.ts';
import { classWords, howOf, shown } from './value-words.ts';

const joined = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;

const isHeader = ({ kind, columns: [, form] }: Fact): boolean => kind === 'wire' && form === 'header';

/** Headers with the values that some have, in one line: there are many of them, and they say little. */
export function headerLines(facts: readonly Fact[]): readonly string[] {
  const names = facts.flatMap((fact) => (isHeader(fact) ? [fact.columns[2] ?? ''] : []));
  const plain = names.filter((name) => !name.startsWith('env:')).map(shown);
  const variables = names.flatMap((name) => (name.startsWith('env:') ? [shown(name.slice(4))] : []));
  return [
    ...(plain.length === 0 ? [] : [`on every request the header${plain.length === 1 ? '' : 's'} ${joined(plain)}`]),
    ...variables.map((name) => `the headers that the variable ${name} names`),
  ];
}

/** Attributes of one class that are changed in one way, as one line; what says most of a person comes first. */
export function attributeLines(facts: readonly Fact[]): readonly string[] {
  const groups = new Map<string, { readonly privacy: string; readonly names: string[] }>();
  for (const { kind, columns } of facts) {
    const [, name, privacy = '', transform] = columns;
    if (kind !== 'attr') continue;
    const words = `${classWords(privacy)}, ${howOf(transform)}`;
    const group = groups.get(words) ?? { privacy, names: [] };
    groups.set(words, group);
    group.names.push(name === '*' ? 'whatever else the application names (*)' : shown(name));
  }
  const isLess = (a: string, b: string): number => Number(order(a, b)) - Number(order(b, a));
  return [...groups]
    .toSorted(([, a], [, b]) => isLess(a.privacy, b.privacy))
    .map(([words, { names }]) => `${words}: ${names.join(', ')}`);
}

function eventsOf(own: readonly Fact[]): readonly string[] {
  const fields = (event: string | undefined): string => {
    const names = own.flatMap(({ kind, columns }) =>
      kind === 'field' && columns[1] === event ? [shown(columns[2])] : [],
    );
    return names.length === 0 ? '' : ` (${names.join(', ')})`;
  };
  return own.flatMap((fact) => {
    if (fact.kind !== 'send') return [];
    const counted = namedColumn(fact, 'events') === 'counted' ? ' as numbers' : '';
    return [`${shown(fact.columns[1])}${counted}${fields(fact.columns[1])}`];
  });
}

/** Whom or what events are about, as a receiver learns it. */
export const slotsOf = (own: readonly Fact[]): readonly string[] =>
  own.flatMap((fact) => {
    const [, , slot = '', , , transform] = fact.columns;
    if (!isAbout(fact)) return [];
    return [transform === 'identity' ? (ABOUT[slot] ?? slot) : `${ABOUT[slot]}, ${howOf(transform, isHash(fact))}`];
  });

const isTechnical = ({ kind, columns: [, , privacy] }: Fact): boolean => kind === 'attr' && privacy === 'technical';

/**
 * All that a receiver gets, for whoever reads of a new address alone.
 *
 * @param own the lines of the receiver.
 * @param added those of its addresses that the lines are for.
 */
export function receiverWords(id: string, own: readonly Fact[], added: readonly Fact[]): readonly string[] {
  const addresses = added.flatMap((fact) => addressOf(fact) ?? []);
  if (addresses.length > 0 && addresses.every(({ method }) => method === 'any')) {
    const names = own.flatMap((fact) => (isHeader(fact) ? [shown(fact.columns[2]?.split('=')[0])] : []));
    return [`with the headers ${joined(names)}, which join what you and the receiver do for one request`];
  }
  const [technical, telling] = [true, false].map((is) => own.filter((fact) => isTechnical(fact) === is));
  const attributes = attributeLines(telling ?? []);
  const parts = [eventsOf(own).join(', '), slotsOf(own).join('; ')].filter((part) => part !== '');
  const counted = technical?.length === 0 ? [] : [`technical: ${technical?.length} values, which the file lists`];
  if (attributes.length + counted.length === 0) {
    return [
      `with all that ${shown(id)} receives: ${parts.length === 0 ? 'nothing that the file names' : parts.join('; ')}`,
    ];
  }
  return [`with all that ${shown(id)} receives:`, ...[...parts, ...attributes, ...counted].map((line) => `  ${line}`)];
}
