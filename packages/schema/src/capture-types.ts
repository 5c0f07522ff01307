import type { EventDefinition } from './event-spec.ts';
import type { CapturedFields, EventName, HasEvents, PlacesOf } from './event-types.ts';
import type { CatalogFault, Seen, ValueFault } from './fault-types.ts';

// Events and their names come as two type parameters, worked out once for a catalog: asked for in each call, the names of
// five hundred events would be listed in each call. The event of a call is a type parameter too, without a bound: what
// hangs on the name alone is worked out for every event of the catalog as soon as the compiler asks for its bound.

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
type CheckedName<Names, E, N extends string, Given> = string extends N
  ? Computed<N> extends true
    ? AnyText
    : Names | AnyText
  : N extends Names
    ? WithFields<E, N, Given>
    : CatalogFault<`\`${N}\` is no event of the catalog: correct the name, or declare it with defineEvent`>;

/** Nothing once a name is there. Before that it says to the compiler that the name is a text, so that it need not ask the rest. */
type AsText<N> = [N] extends [never] ? string : never;

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

type Declared = Readonly<Record<string, { readonly sample: unknown; readonly isOptional: boolean }>>;

/** All that a call may name, `feature` and `surface` among it. */
type AllOf<E> =
  E extends EventDefinition<infer Features, infer Surfaces, infer Fields, infer FromContext>
    ? Fields & PlacesOf<Features, Surfaces, FromContext[number]>
    : never;

/** Whether fields are right, in the fewest questions: nearly all are. Where it says no, what follows says what is wrong. */
type Fits<All extends Declared, Given> = keyof Given extends keyof All
  ? [Given] extends [{ readonly [K in keyof Given & keyof All]: All[K]['sample'] }]
    ? [All[Exclude<keyof All, keyof Given>]['isOptional']] extends [true]
      ? true
      : false
    : false
  : false;

/** The fields of one event, with sentences in the places of what is missing or may not stand there. */
type CheckedFields<E, N extends string, Given> = [E] extends [never]
  ? unknown
  : unknown extends Given
    ? CapturedFields<E>
    : Fits<AllOf<E>, Given> extends true
      ? unknown
      : Judged<CapturedFields<E>, Given, N>;

type EventsOf<Names extends string> = Readonly<Record<Names, EventDefinition>>;

type EventOf<Names extends string, Events extends EventsOf<Names>, N> = N extends Names ? Events[N] : never;

interface TypedCapture<Names extends string, Events extends EventsOf<Names>> {
  capture<const N extends string & {}, const Given, E = EventOf<Names, Events, N>>(
    name: AsText<N> | CheckedName<Names, E, N, Given>,
    fields?: Seen<Given> & CheckedFields<E, N, Given>,
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
  : TypedCapture<EventName<C>, C['events']>)['capture'];
