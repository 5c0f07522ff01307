import type { Placeable } from './fact.ts';

/** One way in which a value gets into a record. */
export interface Position {
  readonly name: string;
  readonly what: string;
  build(fact: Placeable): Readonly<Record<string, unknown>>;
}

/** Keys that say nothing about what they hold. */
const NEUTRAL = ['detail', 'note', 'info', 'output', 'line', 'result', 'content', 'item'] as const;

/** Spreads the facts over the variants of a position, the same way each time. */
const variantOf = ({ id }: Placeable, variants: number): number =>
  Array.from(id).reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % variants;

const keyOf = (fact: Placeable): string => fact.field ?? NEUTRAL[variantOf(fact, NEUTRAL.length)] ?? 'detail';

const valueOf = ({ value, text }: Placeable): string | number | boolean => value ?? text;

/** Quoted where logfmt asks for it. */
const quoted = (text: string): string => (/[\s"=]/.test(text) ? JSON.stringify(text) : text);

/** The value as words in a line: alone, or behind its key in one of three writings. */
const spoken = (fact: Placeable): string => {
  if (fact.field === undefined) return fact.text;
  const json = `{"${fact.field}":${JSON.stringify(valueOf(fact))}}`;
  return (
    [`${fact.field}=${quoted(fact.text)}`, json, `${fact.field}: ${quoted(fact.text)}`][variantOf(fact, 3)] ?? json
  );
};

/** An Error whose stack does not name this machine. */
const errorOf = (message: string, cause?: Error): Error => {
  const error = cause === undefined ? new Error(message) : new Error(message, { cause });
  const stack = `Error: ${message}\n    at ship (/srv/shop/orders.js:41:17)`;
  Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true, enumerable: false });
  return error;
};

/** What it says of itself differs from what it holds. */
class Reply {
  readonly hidden: Readonly<Record<string, unknown>>;

  constructor(hidden: Readonly<Record<string, unknown>>) {
    this.hidden = hidden;
  }

  toJSON(): unknown {
    return { kind: 'reply', ...this.hidden };
  }
}

const header = (fact: Placeable, key: string): Readonly<Record<string, unknown>> =>
  variantOf(fact, 2) === 0
    ? { headers: ['host', 'shop.example', key, valueOf(fact), 'accept', '*/*'] }
    : {
        headers: [
          ['host', 'shop.example'],
          [key, valueOf(fact)],
        ],
      };

/** A path segment; under a key it is a query, but only a value to hide: hiding every query value is a policy many have. */
const address = (fact: Placeable): string => {
  const text = encodeURIComponent(fact.text);
  if (fact.field === undefined) return `GET /files/${text} took several seconds`;
  const key = encodeURIComponent(fact.field);
  return 'core' in fact
    ? `https://api.example.com/items?page=2&${key}=${text}`
    : `GET /files/${key}/${text} took several seconds`;
};

/** The twelve ways. */
export const positions: readonly Position[] = [
  {
    name: 'message',
    what: 'in the text of the log line',
    build: (fact) => ({ msg: `upstream said ${spoken(fact)} and closed the connection` }),
  },
  {
    name: 'field',
    what: 'a field of the record',
    build: (fact) => ({ msg: 'step done', [keyOf(fact)]: valueOf(fact) }),
  },
  {
    name: 'nested',
    what: 'three objects deep',
    build: (fact) => ({ msg: 'step done', order: { step: { [keyOf(fact)]: valueOf(fact) } } }),
  },
  {
    name: 'array',
    what: 'an element of an array; under a key, an object in an array',
    build: (fact) => ({
      msg: 'step done',
      items: ['first', fact.field === undefined ? fact.text : { [fact.field]: valueOf(fact) }, 'last'],
    }),
  },
  {
    name: 'json',
    what: 'inside JSON inside a string',
    build: (fact) => ({ msg: 'step done', body: JSON.stringify({ kind: 'reply', [keyOf(fact)]: valueOf(fact) }) }),
  },
  {
    name: 'error',
    what: 'in the message, and so in the stack, of an Error',
    build: (fact) => ({ msg: 'step failed', err: errorOf(`could not finish: ${spoken(fact)}`) }),
  },
  {
    name: 'cause',
    what: 'in the message of the cause of an Error',
    build: (fact) => ({ msg: 'step failed', err: errorOf('could not finish', errorOf(spoken(fact))) }),
  },
  {
    name: 'map',
    what: 'a value of a Map',
    build: (fact) => ({ msg: 'step done', extra: new Map([[keyOf(fact), valueOf(fact)]]) }),
  },
  {
    name: 'instance',
    what: 'a private-looking field that toJSON shows',
    build: (fact) => ({ msg: 'step done', reply: new Reply({ [keyOf(fact)]: valueOf(fact) }) }),
  },
  {
    name: 'address',
    what: 'percent-encoded in an address',
    build: (fact) => ({ msg: 'step done', url: address(fact) }),
  },
  {
    name: 'logfmt',
    what: 'a pair of a logfmt line, quoted when need be',
    build: (fact) => ({ msg: `level=info step=ship ${keyOf(fact)}=${quoted(fact.text)} next=pack` }),
  },
  {
    name: 'key',
    what: 'a key of an object; under a key, a pair of a list of headers',
    build: (fact) =>
      fact.field === undefined
        ? { msg: 'step done', seen: { [fact.text]: 'often' } }
        : { msg: 'step done', ...header(fact, fact.field) },
  },
];
