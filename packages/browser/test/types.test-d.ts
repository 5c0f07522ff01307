import { createBrowserEvents } from '../src/index.ts';
import type { bare, catalog } from './catalog.ts';

const version = '2026-05-telemetry-v1';
const automatic = { feature: 'items', surface: 'page' } as const;
const events = createBrowserEvents<typeof catalog>({ endpoint: '/_t', version, consent: 'unknown', automatic });

events.capture('item_created', { kind: 'post' });
events.pageViewed();
events.pageViewed('/items/:id', { feature: 'reports', surface: 'drawer' });
events.featureViewed({ feature: 'items', surface: 'page' });
createBrowserEvents<typeof bare>({
  endpoint: '/_t',
  version: '2026-06-telemetry-v2',
  consent: () => 'denied',
  automatic: false,
});

// @ts-expect-error an unknown event
events.capture('item_gone');
// @ts-expect-error a value outside its list
events.capture('item_created', { kind: 'video' });
// @ts-expect-error an undeclared field
events.capture('item_created', { kind: 'post', title: 'x' });
// @ts-expect-error the surface is missing
events.featureViewed({ feature: 'items' });
// @ts-expect-error no state of consent
events.setConsent('yes');
// @ts-expect-error consent is said by the application
void (() => createBrowserEvents<typeof catalog>({ endpoint: '/_t', version, automatic }));
// @ts-expect-error the version is another one than the catalog's
void (() => createBrowserEvents<typeof catalog>({ endpoint: '/_t', version: 'v1', consent: 'unknown', automatic }));
// @ts-expect-error the catalog lists several features, so one must be said for the client's own events
void (() => createBrowserEvents<typeof catalog>({ endpoint: '/_t', version, consent: 'unknown' }));
// @ts-expect-error the catalog has no events of a page
void (() => createBrowserEvents<typeof bare>({ endpoint: '/_t', version: '2026-06-telemetry-v2', consent: 'unknown' }));
