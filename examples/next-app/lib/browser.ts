import { createBrowserEvents } from '@plumbline/browser';
import type { catalog } from '../telemetry/catalog.ts';
import { CATALOG_VERSION } from '../telemetry/version.ts';

const COOKIE = /(?:^|;\s*)consent=(granted|denied)(?:;|$)/;

/** What was answered in the banner; the server reads the same cookie. */
export const answered = (): 'granted' | 'denied' | undefined =>
  COOKIE.exec(document.cookie)?.[1] as 'granted' | 'denied' | undefined;

let tell: (consent: 'granted' | 'denied') => void = () => undefined;

/** The one client of the page. Until somebody said yes it sends nothing and stores nothing. */
export const events = createBrowserEvents<typeof catalog>({
  endpoint: '/_t',
  version: CATALOG_VERSION,
  automatic: { feature: 'items', surface: 'page' },
  consent: (changed) => {
    tell = changed;
    return answered() ?? 'unknown';
  },
});

/** Keeps the answer for half a year and tells the client, which begins, or erases what it had. */
export function answer(consent: 'granted' | 'denied'): void {
  document.cookie = `consent=${consent}; Path=/; Max-Age=15552000; SameSite=Lax`;
  tell(consent);
}
