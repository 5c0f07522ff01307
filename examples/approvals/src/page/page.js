import { createBrowserEvents } from './plumbline/index.js';

const element = (id) => document.getElementById(id);

/** Nothing is sent or stored before somebody who is signed in has said yes; the account remembers it, not the browser. */
const events = createBrowserEvents({
  endpoint: '/_t',
  version: '2026-05-telemetry-v1',
  consent: 'unknown',
  automatic: { feature: 'content', surface: 'page' },
});

const on = (id, type, listener) => element(id).addEventListener(type, (event) => void listener(event));

const call = (method, path, body) =>
  fetch(path, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });

const answered = (consent) => {
  events.setConsent(consent);
  element('consent').hidden = consent !== 'unknown';
};

async function showItems() {
  const { workspaces } = await (await call('GET', '/workspaces')).json();
  const lists = await Promise.all(
    workspaces.map(async ({ id }) => (await call('GET', `/workspaces/${id}/items`)).json()),
  );
  const status = element('status').value;
  const items = lists.flatMap((list) => list.items).filter((item) => status === '' || item.status === status);
  element('items').replaceChildren(
    ...items.map((item) => {
      const entry = document.createElement('li');
      entry.textContent = `${item.title} (${item.status})`;
      return entry;
    }),
  );
}

async function open() {
  const response = await call('GET', '/me');
  if (!response.ok) return;
  const { analytics } = await response.json();
  element('sign-in').hidden = true;
  element('work').hidden = false;
  const today = new Date().toISOString().slice(0, 10);
  element('numbers').href = `/telemetry/?from=${today}&until=${today}`;
  answered(analytics === 'given' ? 'granted' : 'unknown');
  events.pageViewed('/');
  events.featureViewed({ feature: 'content', surface: 'page' });
  await showItems();
}

on('sign-in', 'submit', async (submitted) => {
  submitted.preventDefault();
  const response = await call('POST', '/login', Object.fromEntries(new FormData(submitted.target)));
  submitted.target.querySelector('output').value = response.ok ? '' : 'That did not work.';
  if (response.ok) await open();
});

on('consent', 'click', async ({ target }) => {
  if (target.tagName !== 'BUTTON') return;
  await call('PUT', '/me/consent', { analytics: target.value === 'granted' });
  answered(target.value);
});

on('status', 'change', async () => {
  // That a filter changed, and which: never to what.
  events.capture('filter_changed', {
    feature: 'content',
    surface: 'page',
    view: 'items',
    filterKey: 'status',
    valueCount: element('status').value === '' ? 0 : 1,
  });
  await showItems();
});

await open();
