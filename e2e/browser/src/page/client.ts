import { type BrowserEvents, type Consent, createBrowserEvents } from '@plumbline/browser';
import { createTracedFetch, type TracedFetch } from '@plumbline/browser/trace';
import { ENDPOINT } from '../addresses.ts';
import type { AppCatalog } from '../catalog.ts';

/** The client of the pages of this suite. */
export type AppClient = BrowserEvents<AppCatalog>;

declare global {
  interface Window {
    /** The client of the page, for tests to call as the application would. */
    client: AppClient;
    /** What the page calls its API with. */
    traced: TracedFetch;
    /** The same for the API alone. */
    tracedApi: TracedFetch;
  }
}

/** `/granted/orgs/7` is shown by the route `/granted/orgs/:id`. */
const patternOf = (path: string): string => path.replace(/\/orgs\/[^/]+/, '/orgs/:id');

window.client = createBrowserEvents<AppCatalog>({
  endpoint: ENDPOINT,
  version: '2026-11-browser-v1',
  consent: document.documentElement.dataset['mode'] as Consent,
  ...(!location.pathname.includes('/routeless/') && { route: () => patternOf(location.pathname) }),
  automatic: { feature: 'reports', surface: 'page' },
});
window.traced = createTracedFetch();
window.tracedApi = createTracedFetch({ paths: ['/api'] });
window.client.pageViewed();
document.documentElement.dataset['ran'] = 'client';
