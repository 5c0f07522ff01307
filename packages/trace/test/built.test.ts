import { execFileSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { expect, it } from 'vitest';

/** Tells what the built file of its argument loads: Node's own modules by name, and others by URL. */
const PROBE = `
import { registerHooks } from 'node:module';
const loaded = new Set();
registerHooks({ resolve: (name, context, next) => { const found = next(name, context); loaded.add(found.url); return found; } });
await import(process.argv[1]);
console.log(JSON.stringify([...loaded]));
`;

function loadsOf(entry: string): readonly string[] {
  const file = path.join(import.meta.dirname, '../dist', entry);
  const told = execFileSync(process.execPath, ['--input-type=module', '--eval', PROBE, file], { encoding: 'utf8' });
  return JSON.parse(told) as readonly string[];
}

it.each(['fetch.js', 'hono.js', 'next.js'])('%s needs no module of Node but its context, as edge runtimes', (entry) => {
  const builtin = loadsOf(entry).filter((url) => url.startsWith('node:'));
  expect(builtin).toEqual(['node:async_hooks']);
});

it('hono.js needs nothing of OpenTelemetry', () => {
  expect(loadsOf('hono.js').filter((url) => url.includes('@opentelemetry'))).toEqual([]);
});

it('what is shared by the index and what comes with it is one file or two, and not one for each set of entries', () => {
  const own = loadsOf('index.js').filter((url) => url.includes('/trace/dist/'));
  expect(own.length).toBeLessThan(5);
});
