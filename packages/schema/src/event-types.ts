import type { EventDefinition } from './define-event.ts';
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

/** One value: it may be left out. Several: the caller says which. */
type Chosen<Key extends string, Values> = Values extends string | readonly [string]
  ? { readonly [K in Key]?: Values extends readonly [infer One] ? One : Values }
  : { readonly [K in Key]: Values extends readonly (infer Any)[] ? Any : never };

type RequiredKeys<Fields extends FieldMap> = {
  [Name in keyof Fields]: Fields[Name]['isOptional'] extends true ? never : Name;
}[keyof Fields];

type ValueOf<F> = F extends Field<infer T> ? T : never;

type FieldsOf<E> =
  E extends EventDefinition<infer Features, infer Surfaces, infer Fields>
    ? Chosen<'feature', Features> &
        Chosen<'surface', Surfaces> & { readonly [Name in RequiredKeys<Fields>]: ValueOf<Fields[Name]> } & {
          readonly [Name in Exclude<keyof Fields, RequiredKeys<Fields>>]?: ValueOf<Fields[Name]>;
        }
    : never;

/** Shows the result as one object in editors and error messages. */
type Flat<T> = { [Key in keyof T]: T[Key] };

/** What `capture` takes for one event: its fields, `surface` where several are allowed, `feature` where several are listed. */
export type EventFields<C extends HasEvents, N extends EventName<C>> = Flat<FieldsOf<C['events'][N]>>;
