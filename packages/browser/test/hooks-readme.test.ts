import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createElement, type FunctionComponent } from 'react';
import { renderToString as renderReact } from 'react-dom/server';
import type { Component as SvelteComponent } from 'svelte';
import { compile } from 'svelte/compiler';
import { render as renderSvelte } from 'svelte/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Component as VueComponent, createSSRApp } from 'vue';
import { compileScript, parse } from 'vue/compiler-sfc';
import { renderToString as renderVue } from 'vue/server-renderer';
import { createEventsPlugin } from '../src/vue.ts';

// The examples of the README that the docs check cannot run: each is compiled by its framework, and rendered.
const readme = readFileSync(path.join(import.meta.dirname, '../README.md'), 'utf8');
const HTML = /^<section><button>Zoom<\/button><\/section>$/;
let folder: string;

beforeAll(() => {
  // Within the package, so that it is found under its own name.
  const temp = path.join(import.meta.dirname, '../temp');
  mkdirSync(temp, { recursive: true });
  folder = mkdtempSync(path.join(temp, 'readme-'));
  mkdirSync(path.join(folder, 'telemetry'));
  writeFileSync(path.join(folder, 'telemetry/events.ts'), example('telemetry/events.ts'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The example of this name: its first line says it, as a comment of its language. */
function example(name: string): string {
  const text = readme.split(/^```/m).find((part) => part.split('\n')[1]?.includes(` ${name}`));
  if (text === undefined) throw new Error(`the README has no example ${name}`);
  return text.slice(text.indexOf('\n') + 1);
}

async function load<T>(name: string, text: string): Promise<T> {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return (await import(file)) as T;
}

it('has an example for React that works', async () => {
  const { App } = await load<{ App: FunctionComponent }>(
    'App.tsx',
    `/** @jsxImportSource react */\n${example('App.tsx')}`,
  );
  expect(renderReact(createElement(App))).toMatch(HTML);
});

it('has an example for Vue that works', async () => {
  const { descriptor, errors } = parse(example('Backlog.vue'), { filename: 'Backlog.vue' });
  expect(errors).toEqual([]);
  const options = { id: 'backlog', inlineTemplate: true, templateOptions: { ssr: true, ssrCssVars: [] } };
  const { content } = compileScript(descriptor, options);
  const { default: Backlog } = await load<{ default: VueComponent }>('Backlog.ts', content);
  const app = createSSRApp(Backlog);
  app.use(createEventsPlugin({ consent: 'denied' }));
  expect(await renderVue(app)).toMatch(HTML);
});

it('has an example for Svelte that works', async () => {
  const { js, warnings } = compile(example('Backlog.svelte'), { generate: 'server', filename: 'Backlog.svelte' });
  expect(warnings).toEqual([]);
  const { default: Backlog } = await load<{ default: SvelteComponent }>('Backlog.svelte.js', js.code);
  expect(renderSvelte(Backlog).body.replaceAll(/<!--.*?-->/g, '')).toMatch(HTML);
});
