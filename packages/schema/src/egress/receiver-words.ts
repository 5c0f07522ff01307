import { type Fact, namedColumn } from './fact.ts';
import { addressOf, placeWords, shown } from './fact-words.ts';

/** Slots of the envelope that say whom or what an event is about; the others say that it is one. */
const ABOUT: Readonly<Record<string, string>> = {
  anonymous_user_id: 'a hash of the user',
  org_id_hash: 'a hash of the organisation',
  session_id: 'the session',
  route_pattern: 'the route',
};

const joined = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;

/** Names of headers, without the values that some have. */
const headersOf = (own: readonly Fact[]): readonly string[] =>
  own.flatMap(({ kind, columns: [, form, name = ''] }) =>
    kind === 'wire' && form === 'header' ? [shown(name.split('=')[0])] : [],
  );

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

const slotsOf = (own: readonly Fact[]): readonly string[] =>
  own.flatMap(({ kind, columns: [, form, slot = '', , , transform] }) => {
    const words = kind === 'wire' && form === 'envelope' ? ABOUT[slot] : undefined;
    return words === undefined ? [] : [transform === 'count' ? `${words}, only counted` : words];
  });

const attributesOf = (own: readonly Fact[]): readonly string[] =>
  own.flatMap(({ kind, columns }) => (kind === 'attr' ? [shown(columns[1])] : []));

/**
 * All that a receiver gets, in one line for whoever reads of a new address alone.
 *
 * @param own the lines of the receiver.
 * @param added those of its addresses that the line is for.
 */
export function receiverWords(id: string, own: readonly Fact[], added: readonly Fact[]): string {
  const addresses = added.flatMap((fact) => addressOf(fact) ?? []);
  if (addresses.length > 0 && addresses.every(({ method }) => method === 'any')) {
    const hosts = [...new Set(addresses.map(({ at }) => placeWords(at)))];
    return `${joined(headersOf(own))} on your own calls to ${joined(hosts)}`;
  }
  const parts = [eventsOf(own), attributesOf(own), slotsOf(own)].filter((part) => part.length > 0);
  const all = parts.length === 0 ? 'nothing that the file names' : parts.map((part) => part.join(', ')).join('; ');
  return `with all that ${shown(id)} receives: ${all}`;
}
