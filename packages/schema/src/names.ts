import type { PrivacyClass } from './field.ts';

/** Words that must not name a field: what they usually hold may not leave the application (source 003, criterion 7). */
export type ForbiddenFieldName =
  | 'address'
  | 'authorization'
  | 'body'
  | 'content'
  | 'cookie'
  | 'email'
  | 'filename'
  | 'href'
  | 'html'
  | 'ip'
  | 'mail'
  | 'message'
  | 'name'
  | 'password'
  | 'path'
  | 'phone'
  | 'query'
  | 'referrer'
  | 'secret'
  | 'stack'
  | 'stacktrace'
  | 'text'
  | 'title'
  | 'token'
  | 'uri'
  | 'url'
  | 'useragent'
  | 'user_agent'
  | 'userAgent'
  | 'username';

const FORBIDDEN_WORDS: ReadonlySet<string> = new Set<ForbiddenFieldName>([
  'address',
  'authorization',
  'body',
  'content',
  'cookie',
  'email',
  'filename',
  'href',
  'html',
  'ip',
  'mail',
  'message',
  'name',
  'password',
  'path',
  'phone',
  'query',
  'referrer',
  'secret',
  'stack',
  'stacktrace',
  'text',
  'title',
  'token',
  'uri',
  'url',
  'useragent',
  'username',
]);

const IDENTITY_WORDS = [
  'user',
  'org',
  'organisation',
  'organization',
  'account',
  'tenant',
  'customer',
  'actor',
  'person',
  'member',
  'login',
] as const;

/** Who a raw identity would be of. */
export type IdentityWord = (typeof IDENTITY_WORDS)[number];

/** Raw identities: the context fills their keyed hashes, so that no event needs them. */
const IDENTITIES: ReadonlySet<string> = new Set(IDENTITY_WORDS.map((word) => `${word} id`));

const TYPED_WORDS = [
  'answer',
  'caption',
  'comment',
  'description',
  'feedback',
  'keyword',
  'note',
  'prompt',
  'remark',
  'search',
  'subject',
  'summary',
] as const;

/** What somebody writes: the last word of a name that no ID has, as an ID needs no reason, which free text does. */
export type TypedWord = (typeof TYPED_WORDS)[number];

/** The same run together, and what holds one of them: asked for where the class carries text. */
const TEXT_WORDS: ReadonlySet<string> = new Set([
  ...FORBIDDEN_WORDS,
  'displayname',
  'emailaddress',
  'firstname',
  'fullname',
  'hostname',
  'ipaddr',
  'ipaddress',
  'lastname',
  'link',
  'nickname',
  'pathname',
  'surname',
]);

/** A word as it is, and without the ending of the plural. */
const singularsOf = (word: string): readonly string[] => [
  word,
  word.replace(/s$/, ''),
  word.replace(/es$/, ''),
  word.replace(/ies$/, 'y'),
];

/** `user`, `accounts`, `userid`, `user ids`: raw identities, where the field is an ID or a text. */
const isIdentity = (words: readonly string[]): boolean => {
  const joined = words.join('').replace(/ids?$/, '');
  return singularsOf(joined).some((word) => (IDENTITY_WORDS as readonly string[]).includes(word));
};

const isTyped = (words: readonly string[]): boolean =>
  singularsOf(words.at(-1) ?? '').some((word) => (TYPED_WORDS as readonly string[]).includes(word));

/** Payload keys that the contract fills itself, and its columns: a second meaning would make reports ambiguous. */
const RESERVED_WORDS = [
  'feature',
  'surface',
  'event id',
  'schema version',
  'session id',
  'anonymous user id',
  'org id hash',
  'route pattern',
  'payload json',
  'occurred at',
  'ingested at',
  'source',
] as const;

const RESERVED_FIELDS: ReadonlySet<string> = new Set(RESERVED_WORDS);

type Snake<Words> = Words extends `${infer First} ${infer Rest}` ? `${First}_${Snake<Rest>}` : Words;
type Camel<Words> = Words extends `${infer First} ${infer Rest}`
  ? `${First}${Capitalize<Camel<Rest> & string>}`
  : Words;

/** The same as names, in both spellings: `eventId`, `event_id`. */
export type ContractField = Snake<(typeof RESERVED_WORDS)[number]> | Camel<(typeof RESERVED_WORDS)[number]>;

/** Long enough for three words; the name becomes a column and a line of the lockfile. */
const MAX_NAME = 40;

export const FIELD_NAME: RegExp = /^[a-z][a-zA-Z0-9]*(?:_[a-z0-9]+)*$/;

/** Splits `filterKey`, `filter_key` and `FilterKEY` alike: lower-case words with one space between. */
export const wordsOf = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/[_\s-]+/g, ' ')
    .toLowerCase();

/**
 * What is wrong with a field name; undefined when it may be used. Classes that carry text may hold no forbidden word at
 * all; for closed values and numbers only the last word counts, so that `messageType` and `titleLength` stay possible. What
 * somebody types is free text, with its justification, and no ID.
 */
export function checkFieldName(name: string, privacy: PrivacyClass): string | undefined {
  const carriesText = privacy === 'opaque-id' || privacy === 'free-text';
  if (!FIELD_NAME.test(name) || name.length > MAX_NAME) {
    return `field names are camelCase or snake_case, at most ${MAX_NAME} characters`;
  }
  if (name in Object.prototype) return `\`${name}\` is a property of every object`;
  const joined = wordsOf(name);
  const words = joined.split(' ');
  if (RESERVED_FIELDS.has(joined)) return `\`${name}\` is filled by the contract`;
  if (IDENTITIES.has(joined) || (carriesText && isIdentity(words)))
    return `\`${name}\` would carry a raw identity; its keyed hash is on every event`;
  const isForbidden = (word: string): boolean =>
    carriesText ? singularsOf(word).some((one) => TEXT_WORDS.has(one)) : FORBIDDEN_WORDS.has(word);
  const judged = carriesText ? words : words.slice(-1);
  const forbidden = joined === 'user agent' ? joined : judged.find(isForbidden);
  if (forbidden !== undefined) return `\`${name}\` names what may not be recorded (${forbidden})`;
  return privacy === 'opaque-id' && isTyped(words)
    ? `\`${name}\` names what somebody typed: take freeText with a justification, a closed list, or the ID of a thing under a name that ends in id`
    : undefined;
}

// Past participles that do not end in -ed. `error` stands for `error occurred`: the contract's own client_error.
const IRREGULAR =
  /_(?:begun|bought|bound|broken|brought|built|caught|chosen|cut|done|drawn|drop|error|fed|felt|forgotten|found|given|gone|held|hidden|hit|kept|known|left|lent|lost|made|met|overridden|paid|put|read|rebuilt|redone|reset|resent|rewritten|run|said|seen|sent|set|shown|shut|sold|spent|split|spoken|stuck|swung|taken|thrown|told|undone|unset|upset|withdrawn|won|written)$/;

/** A name such as `approval_submitted`: snake_case, at least two words, the last one in the past tense. */
export const isEventName = (name: string): boolean =>
  name.length <= 64 && /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/.test(name) && (name.endsWith('ed') || IRREGULAR.test(name));
