import type { EventFields, EventName, HasEvents } from '@plumbline/schema';

/** What the client needs of a catalog's type. */
export interface HasVersion extends HasEvents {
  readonly version: string;
}

type PlaceKeys<Fields> = Extract<keyof Fields, 'feature' | 'surface'>;

/** `feature` and `surface` of an event, as its declaration asks for them; nothing where the catalog has no such event. */
export type PlaceOf<C extends HasEvents, N extends string> =
  N extends EventName<C> ? Pick<EventFields<C, N>, PlaceKeys<EventFields<C, N>>> : never;
