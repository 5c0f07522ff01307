import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createElement as h, type ReactNode, StrictMode } from 'react';
import { renderToString as renderReact } from 'react-dom/server';
import type { Component } from 'svelte';
import { compile } from 'svelte/compiler';
import { render as renderSvelte } from 'svelte/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSSRApp, defineComponent, h as vueNode, resolveDirective, withDirectives } from 'vue';
import { renderToString as renderVue } from 'vue/server-renderer';
import { type BrowserEvents, createBrowserEvents } from '../src/index.ts';
import * as react from '../src/react.ts';
import * as vue from '../src/vue.ts';
import type { catalog } from './catalog.ts';
import { type Server, startServer } from './world.ts';

type Catalog = typeof catalog;

const place = { feature: 'items', surface: 'page' } as const;
let server: Server;
let events: BrowserEvents<Catalog>;

beforeEach(async () => {
  server = await startServer(Date.now);
  events = createBrowserEvents<Catalog>({
    endpoint: server.endpoint,
    version: '2026-05-telemetry-v1',
    consent: () => 'granted',
    automatic: place,
  });
});
afterEach(() => server[Symbol.asyncDispose]());

/** What was rendered has sent nothing, and nothing of it waits for a better time. */
async function expectSilence(): Promise<void> {
  events.setConsent('granted');
  await events.flush();
  expect(events.consent).toBe('denied');
  expect(server.batches).toEqual([]);
}

const ReactPage = (): ReactNode => {
  react.usePageViews('/items/:id', '/items/7');
  react.useCapture<Catalog>()('item_created', { kind: 'post' });
  const ref = react.useFeatureView<Catalog>(place);
  return h(
    react.EventsErrorBoundary,
    { boundary: 'app', ...place },
    h('p', { ref }, 'hook'),
    h(react.FeatureView, { ...place, as: 'section' }, 'component'),
  );
};

it('renders on a server with React', async () => {
  const page = h(StrictMode, null, h(ReactPage));
  const html = '<p>hook</p><section>component</section>';
  expect(renderReact(h(react.BrowserEventsProvider, { events }, page))).toBe(html);
  expect(renderReact(page)).toBe(html);
  await expectSilence();
});

const VuePage = defineComponent(() => {
  vue.useCapture<Catalog>()('item_created', { kind: 'post' });
  vue.useFeatureViewed<Catalog>(place);
  vue.useErrorBoundary({ boundary: 'app', ...place });
  return () => {
    const view = resolveDirective('feature-view');
    const node = vueNode('p', 'directive');
    return view ? withDirectives(node, [[view, place]]) : node;
  };
});

it('renders on a server with Vue', async () => {
  const app = createSSRApp(VuePage);
  app.use(vue.createEventsPlugin(events));
  expect(await renderVue(app)).toBe('<p>directive</p>');
  await expectSilence();
});

const SVELTE = `<script>
  import { provideBrowserEvents, useBrowserEvents, useCapture, useErrorReport, useFeatureView } from '@plumbline/browser/svelte';
  const { events } = $props();
  if (events) provideBrowserEvents(events);
  useCapture()('item_created', { kind: 'post' });
  useBrowserEvents().pageViewed('/items/:id');
  const view = useFeatureView();
  const report = useErrorReport({ boundary: 'app' });
</script>
<svelte:boundary onerror={report}><p use:view={{ feature: 'items', surface: 'page' }}>action</p></svelte:boundary>`;

it('renders on a server with Svelte', async () => {
  // Within the package, so that it is found under its own name.
  const temp = path.join(import.meta.dirname, '../temp');
  mkdirSync(temp, { recursive: true });
  const folder = mkdtempSync(path.join(temp, 'hooks-'));
  try {
    const file = path.join(folder, 'Page.svelte.js');
    writeFileSync(file, compile(SVELTE, { generate: 'server', filename: file }).js.code);
    const { default: Page } = (await import(file)) as { default: Component<{ events?: object }> };
    for (const props of [{ events }, {}]) {
      const { body } = renderSvelte(Page, { props });
      expect(body.replaceAll(/<!--.*?-->/g, '')).toBe('<p>action</p>');
    }
    await expectSilence();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
