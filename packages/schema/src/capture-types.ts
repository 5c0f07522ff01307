import type { CapturedFields, EventMap, EventName, HasEvents } from './event-types.ts';
import type { CatalogFault, Seen, ValueFault } from './fault-types.ts';

// Events and their names come as two type parameters, worked out once for a catalog: asked for in each call, the names of
// five hundred events would be listed in each call.

/** The sentence for a name that is computed. Text as well, so that a client of a certain catalog is one of any catalog. */
type AnyText = string &
  CatalogFault<'the name of an event is written out, so that its fields are known; this one is any text'>;

type IsAny<T> = 0 extends 1 & T ? true : false;

/** A name whose fields are there, or else what is missing. */
type WithFields<E, N extends string, Given> = unknown extends Given
  ? IsAny<Given> extends true
    ? N
    : object extends CapturedFields<E>
      ? N
      : ValueFault<`\`${N}\` needs its fields:`, CapturedFields<E>>
  : N;

/** Whether a text was given. Where none is there yet, an editor asks with what `N` is bound to below. */
type Computed<N> = (<T>() => T extends N ? 1 : 2) extends <T>() => T extends string ? 1 : 2 ? true : false;

/**
 * A name that `capture` takes, or else the sentence that says what is wrong with it. An editor that proposes names
 * is given all.
 */
type CheckedName<Events extends EventMap, Names, N extends string, Given> = string extends N
  ? Computed<N> extends true
    ? AnyText
    : Names | AnyText
  : N extends Names & keyof Events
    ? WithFields<Events[N], N, Given>
    : CatalogFault<`\`${N}\` is no event of the catalog: correct the name, or declare it with defineEvent`>;

type RequiredKeys<Wanted> = keyof { [K in keyof Wanted as object extends Pick<Wanted, K> ? never : K]: true };

type MissingSentence<N extends string, K> = K extends 'feature' | 'surface'
  ? `\`${N}\` lists more than one ${K}: say which, or name it in \`fromContext\` of the event`
  : `\`${N}\` needs the field \`${K & string}\``;

type FieldSentences<Wanted, Given, N extends string> = {
  readonly [K in keyof Given]: K extends keyof Wanted
    ? Pick<Given, K> extends Pick<Wanted, K>
      ? Given[K]
      : ValueFault<`\`${K & string}\` of \`${N}\` does not take this; it takes:`, Exclude<Wanted[K], undefined>>
    : CatalogFault<`\`${N}\` has no field \`${K & string}\`: take it out, or declare it in the catalog`>;
} & {
  readonly [K in Exclude<RequiredKeys<Wanted>, keyof Given>]: CatalogFault<MissingSentence<N, K>>;
};

type Primitive = string | number | boolean | bigint | symbol | null | undefined;

type Judged<Wanted, Given, N extends string> = unknown extends Given
  ? Wanted
  : [Given] extends [Wanted]
    ? keyof Given extends keyof Wanted
      ? Wanted
      : FieldSentences<Wanted, Given, N>
    : Given extends readonly unknown[] | Primitive
      ? CatalogFault<`fields of \`${N}\` are an object: { name: value }`>
      : FieldSentences<Wanted, Given, N>;

/** The fields of one event, with sentences in the places of what is missing or may not stand there. */
type CheckedFields<Events extends EventMap, Names, N, Given> = N extends Names & keyof Events & string
  ? Judged<CapturedFields<Events[N]>, Given, N>
  : unknown;

interface TypedCapture<Events extends EventMap, Names extends string> {
  capture<const N extends string & {}, const Given>(
    name: CheckedName<Events, Names, N, Given>,
    fields?: Seen<Given> & CheckedFields<Events, Names, N, Given>,
  ): void;
}

interface AnyCapture {
  capture(name: string, fields?: Readonly<Record<string, unknown>>): void;
}

/**
 * `capture` of a catalog: takes the name of an event and its fields, which may be left out where none is needed. What the
 * compiler can see is wrong stands in its message as a sentence. With a catalog that is not known it takes any.
 */
export type CaptureOf<C extends HasEvents> = (string extends EventName<C>
  ? AnyCapture
  : TypedCapture<C['events'], EventName<C>>)['capture'];
