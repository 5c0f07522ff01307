import type { EventDefinition } from './event-spec.ts';
import type { CatalogFault, ValueFault } from './fault-types.ts';
import type { Field, FieldMap } from './field.ts';

/** Events of a catalog by name. */
export type EventMap = Readonly<Record<string, EventDefinition>>;

/** Common dimensions: closed lists that the server fills from who acts, such as role, team or plan. */
export type DimensionMap = Readonly<Record<string, readonly string[]>>;

/** What the types below need of a catalog. */
export interface HasEvents {
  readonly events: EventMap;
}

/** Names of the events of a catalog. */
export type EventName<C extends HasEvents> = keyof C['events'] & string;

/** One value, or one that the running request says: it may be left out. Several: the caller says which. */
type Chosen<Key extends string, Values, FromContext> = Values extends string | readonly [string]
  ? { readonly [K in Key]?: Values extends readonly [infer One] ? One : Values }
  : Key extends FromContext
    ? { readonly [K in Key]?: Values extends readonly (infer Any)[] ? Any : never }
    : { readonly [K in Key]: Values extends readonly (infer Any)[] ? Any : never };

type RequiredFields<Fields extends FieldMap> = {
  [Name in keyof Fields]: Fields[Name]['isOptional'] extends true ? never : Name;
}[keyof Fields];

type ValueOf<F> = F extends Field<infer T> ? T : never;

type FieldsOf<E> =
  E extends EventDefinition<infer Features, infer Surfaces, infer Fields, infer FromContext>
    ? Chosen<'feature', Features, FromContext[number]> &
        Chosen<'surface', Surfaces, FromContext[number]> & {
          readonly [Name in RequiredFields<Fields>]: ValueOf<Fields[Name]>;
        } & {
          readonly [Name in Exclude<keyof Fields, RequiredFields<Fields>>]?: ValueOf<Fields[Name]>;
        }
    : never;

/** Shows the result as one object in editors and error messages. */
type Flat<T> = { [Key in keyof T]: T[Key] };

/**
 * What `capture` takes for one event: its fields, `surface` where several are allowed, `feature` where several are listed;
 * neither is needed where `fromContext` of the event names it.
 */
export type EventFields<C extends HasEvents, N extends EventName<C>> = Flat<FieldsOf<C['events'][N]>>;

/** Any text, with the names of the catalog as an editor's proposals. */
export type CapturedName<C extends HasEvents> = EventName<C> | (string & {});

type IsAny<T> = 0 extends 1 & T ? true : false;

/** A name whose fields are there, or else what is missing. */
type WithFields<C extends HasEvents, N extends EventName<C>, Given> =
  object extends EventFields<C, N>
    ? N
    : unknown extends Given
      ? IsAny<Given> extends true
        ? N
        : ValueFault<`\`${N}\` needs its fields:`, EventFields<C, N>>
      : N;

// Text as well, so that a client of a certain catalog is one of any catalog.
type NameFault<N> = string extends N
  ? string & CatalogFault<'the name of an event is written out, so that its fields are known; this one is any text'>
  : CatalogFault<`\`${N & string}\` is no event of the catalog: correct the name, or declare it with defineEvent`>;

/**
 * A name that `capture` takes, or else the sentence that says what is wrong with it. An editor that proposes names asks with
 * any text, and then no fields are missed yet.
 */
export type CheckedName<C extends HasEvents, N, Given> = [string & {}] extends [N]
  ? N extends EventName<C>
    ? N
    : NameFault<N>
  : N extends EventName<C>
    ? WithFields<C, N, Given>
    : NameFault<N>;

type RequiredKeys<Wanted> = keyof { [K in keyof Wanted as object extends Pick<Wanted, K> ? never : K]: true };

/** Of a union, what any of its members has. */
type KeysOf<Given> = Given extends Given ? keyof Given : never;

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

type Judged<Wanted, Given, N extends string> = unknown extends Given
  ? Wanted
  : [Given] extends [Wanted]
    ? [Exclude<KeysOf<Given>, keyof Wanted>] extends [never]
      ? Wanted
      : FieldSentences<Wanted, Given, N>
    : Given extends readonly unknown[] | string | number | boolean | bigint | symbol | null | undefined
      ? CatalogFault<`fields of \`${N}\` are an object: { name: value }`>
      : FieldSentences<Wanted, Given, N>;

/**
 * The fields that `capture` takes for one event. What is wrong with one of them stands in the compiler's message as a
 * sentence. `Given` is what the call has, and must be visible to the compiler beside it: `Seen<Given> & CheckedFields<…>`.
 */
export type CheckedFields<C extends HasEvents, N, Given> =
  N extends EventName<C>
    ? string extends EventName<C>
      ? Readonly<Record<string, unknown>>
      : Judged<EventFields<C, N>, Given, N>
    : unknown;
