import { createEvents, type Events, type EventSink } from '../src/index.ts';
import { catalog, shelf } from './world.ts';

const events = createEvents({ catalog, adapters: [shelf().adapter] });

events.capture('item_created');
events.capture('item_created', {});
events.capture('item_created', { number: 1 });
events.capture('item_rated', { surface: 'page', kind: 'good' });

// @ts-expect-error an unknown event
events.capture('item_gone');
// @ts-expect-error fields are required
events.capture('item_rated');
// @ts-expect-error a required field is missing
events.capture('item_rated', { surface: 'page' });
// @ts-expect-error an undeclared field
events.capture('item_created', { title: 'x' });
// @ts-expect-error a value outside its list
events.capture('item_rated', { surface: 'page', kind: 'fine' });
// @ts-expect-error a surface outside its list
events.capture('item_rated', { surface: 'modal', kind: 'good' });
// @ts-expect-error a process is no browser
void (() => createEvents({ catalog, source: 'web' }));
// @ts-expect-error a catalog is required
void (() => createEvents({ adapters: [] }));

export const sink: EventSink = events;
export const wide: Events = events;
