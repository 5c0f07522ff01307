import { type BrowserEvents, type Consent, createBrowserEvents } from '@plumbline/browser';
import { ENDPOINT } from '../../addresses.ts';
import type { AppCatalog } from '../../catalog.ts';

/** `/react/granted/7` is a page under consent, `/react/nobody/7` one whose components have no client. */
const [, , under = 'denied', org = '7'] = location.pathname.split('/');

export const FIRST_ORG = Number(org);

/** What a component throws: what is said in it, and a name that is no class, are for nobody. Some libraries throw text. */
export const FAILURES = {
  listed: (): unknown => new TypeError('plbcnry-message-42'),
  unlisted: (): unknown => Object.assign(new Error('plbcnry-message-42'), { name: 'plbcnry-name-42' }),
  text: (): unknown => 'plbcnry-text-42',
} as const;

export type Failure = keyof typeof FAILURES;

/** The features that one element shows one after the other. */
export type Swapped = 'settings' | 'reports';

/** The client of the page; undefined where the components are to have none. */
export function openClient(): BrowserEvents<AppCatalog> | undefined {
  if (under === 'nobody') return undefined;
  const client = createBrowserEvents<AppCatalog>({
    endpoint: ENDPOINT,
    version: '2026-11-browser-v1',
    consent: under as Consent,
    automatic: { feature: 'reports', surface: 'page' },
  });
  window.client = client;
  return client;
}

/** The element that the application is mounted in. */
export function openRoot(): HTMLElement {
  const root = document.createElement('main');
  document.body.append(root);
  return root;
}

/** Says that the page has run, and puts the button on it, outside of the application, that takes the application down. */
export function mounted(leave: () => void): void {
  const button = document.createElement('button');
  button.id = 'leave';
  button.textContent = 'leave';
  button.addEventListener('click', leave);
  document.body.prepend(button);
  document.documentElement.dataset['ran'] = 'hooks';
}
