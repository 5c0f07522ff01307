import { currentContext, type RequestContext } from '@plumbline/core/context';

/** Requests of people who said yes, for as long as they run. Next has copies of a module; they meet on the global object. */
const KEY = Symbol.for('example.consent');
const holder = globalThis as { [KEY]?: WeakSet<RequestContext> };
const given = (holder[KEY] ??= new WeakSet<RequestContext>());

/** Notes that whoever acts in this request agreed to product analytics. */
export function noteConsent(): void {
  const context = currentContext();
  if (context) given.add(context);
}

/** Asked for each event of class `analytics`. Whom nobody knows has not agreed. */
export const hasConsent = (context: RequestContext | undefined): boolean => context !== undefined && given.has(context);
