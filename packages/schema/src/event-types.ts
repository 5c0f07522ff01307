import type { EventDefinition } from './event-spec.ts';
import type { FieldMap } from './field.ts';

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

type Place<Key, Values, FromContext> = Values extends string
  ? { readonly sample: Values; readonly isOptional: true }
  : Values extends readonly [infer One]
    ? { readonly sample: One; readonly isOptional: true }
    : Values extends readonly (infer Any)[]
      ? { readonly sample: Any; readonly isOptional: Key extends FromContext ? true : false }
      : never;

/** `feature` and `surface` of an event, as if they were fields of it. */
export interface PlacesOf<Features, Surfaces, FromContext> {
  readonly feature: Place<'feature', Features, FromContext>;
  readonly surface: Place<'surface', Surfaces, FromContext>;
}

type RequiredFields<Fields extends FieldMap> = {
  [Name in keyof Fields]: Fields[Name]['isOptional'] extends true ? never : Name;
}[keyof Fields];

/** What `capture` takes for one event, in pieces. The sample of a field has the type of its values. */
type FieldsOf<E> =
  E extends EventDefinition<infer Features, infer Surfaces, infer Fields, infer FromContext>
    ? Chosen<'feature', Features, FromContext[number]> &
        Chosen<'surface', Surfaces, FromContext[number]> & {
          readonly [Name in RequiredFields<Fields>]: Fields[Name]['sample'];
        } & {
          readonly [Name in Exclude<keyof Fields, RequiredFields<Fields>>]?: Fields[Name]['sample'];
        }
    : never;

/** Shows the result as one object in editors and error messages. */
type Flat<T> = { [Key in keyof T]: T[Key] };

/** What `capture` takes for one event. */
export type CapturedFields<E> = Flat<FieldsOf<E>>;

/**
 * What `capture` takes for one event of a catalog: its fields, `surface` where several are allowed, `feature` where several are listed;
 * neither is needed where `fromContext` of the event names it.
 */
export type EventFields<C extends HasEvents, N extends EventName<C>> = CapturedFields<C['events'][N]>;
