// Run by `npm run test:soak`, after a build: a real application of Next, built and served, asked over HTTP.
import assert from 'node:assert';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { nextFiles } from './next-files.ts';

const HOME = path.resolve(import.meta.dirname, '..');
const APP = path.join(HOME, 'temp/next-app');
const ID = 'client-supplied-id-1';
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

function write(): void {
  if (!existsSync(path.join(HOME, 'dist/next.js'))) throw new Error('there is no dist: run `npm run build` first');
  rmSync(APP, { recursive: true, force: true });
  for (const [file, text] of Object.entries(nextFiles)) {
    mkdirSync(path.dirname(path.join(APP, file)), { recursive: true });
    writeFileSync(path.join(APP, file), text);
  }
  const link = (name: string, target: string): void => {
    const at = path.join(APP, 'node_modules', name);
    mkdirSync(path.dirname(at), { recursive: true });
    symlinkSync(target, at, 'junction');
  };
  link('@plumbline/trace', HOME);
  for (const name of ['@plumbline/core', '@opentelemetry/api', 'next', 'react', 'react-dom']) {
    link(name, path.join(HOME, 'node_modules', name));
  }
}

function next(...args: readonly string[]): ChildProcess {
  const binary = path.join(HOME, 'node_modules/next/dist/bin/next');
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
  return spawn(process.execPath, [binary, ...args], { cwd: APP, env, stdio: ['ignore', 'pipe', 'inherit'] });
}

async function build(): Promise<void> {
  const child = next('build');
  let output = '';
  child.stdout?.on('data', (part: Buffer) => (output += String(part)));
  const [code] = (await once(child, 'close')) as [number];
  assert.equal(code, 0, output);
}

/** The served application, its address once it says so, and the lines that it prints. */
async function start(): Promise<{ child: ChildProcess; url: string; printed: () => string }> {
  const child = next('start', '-p', '0', '-H', '127.0.0.1');
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.on('close', () => reject(new Error(output)));
    child.stdout?.on('data', (part: Buffer) => {
      output += String(part);
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
      if (found !== undefined && output.includes('Ready')) resolve(found);
    });
  });
  return { child, url, printed: () => output };
}

interface Expected {
  readonly status: number;
  readonly id?: string;
  readonly body?: string;
  readonly lines: readonly string[];
}

const cases: readonly (readonly [path: string, headers: Record<string, string>, expected: Expected])[] = [
  [
    '/api/orders/17?token=x',
    { 'x-request-id': ID },
    {
      status: 200,
      body: `{"id":"17","requestId":"${ID}","routePattern":"/api/orders/[id]","forwarded":"${ID}"}`,
      lines: [`END 200 /api/orders/[id] ${ID}`],
    },
  ],
  [
    '/api/orders/17',
    { 'x-request-id': '<script>', traceparent: `00-${TRACE}-00f067aa0ba902b7-01` },
    { status: 200, id: TRACE, body: `"forwarded":"${TRACE}"`, lines: [`END 200 /api/orders/[id] ${TRACE}`] },
  ],
  [
    '/api/boom',
    { 'x-request-id': ID },
    {
      status: 500,
      body: `{"error":{"code":"internal_error","request_id":"${ID}"}}`,
      lines: ['REPORTED RangeError', `END 500 /api/boom ${ID}`],
    },
  ],
  ['/api/gone', { 'x-request-id': ID }, { status: 307, lines: [`END 307 /api/gone ${ID}`] }],
  [
    '/api/edge',
    { 'x-request-id': ID },
    { status: 200, body: `{"forwarded":"${ID}"}`, lines: [`EDGE 200 /api/edge ${ID}`] },
  ],
  ['/blocked', { 'x-request-id': ID }, { status: 403, body: '{"blocked":true}', lines: [`END 403 unmatched ${ID}`] }],
  ['/nowhere', { 'x-request-id': ID }, { status: 404, lines: [`END 404 unmatched ${ID}`] }],
  ['/broken/17', { 'x-request-id': ID }, { status: 500, lines: ['CAUGHT RangeError', `END 500 /broken/[id] ${ID}`] }],
  ['/', { 'x-request-id': ID }, { status: 200, body: `id=${ID};`, lines: [`END 200 unmatched ${ID}`] }],
];

write();
await build();
const { child, url, printed } = await start();
let failed = 0;
for (const [to, headers, { status, id = ID, body = '', lines }] of cases) {
  const before = printed().length;
  const answer = await fetch(url + to, { headers, redirect: 'manual' });
  const text = await answer.text();
  // The summary is printed when the response has closed, a moment after it was read.
  for (let turn = 0; turn < 50 && !lines.every((line) => printed().slice(before).includes(line)); turn += 1) {
    await new Promise<void>((done) => void setTimeout(done, 20));
  }
  const said = printed().slice(before);
  const faults = [
    answer.status === status ? '' : `status ${answer.status}`,
    answer.headers.get('x-request-id') === id ? '' : `ID ${answer.headers.get('x-request-id')}`,
    text.includes(body) ? '' : `body ${text.slice(0, 200)}`,
    text.includes('hunter2') ? 'the message' : '',
    ...lines.map((line) => (said.split(`${line}\n`).length === 2 ? '' : `not once: ${line}`)),
  ].filter((fault) => fault !== '');
  if (faults.length > 0) failed += 1;
  process.stdout.write(`${faults.length === 0 ? 'ok' : `FAILED: ${faults.join('; ')}`} ${to}\n`);
}
child.kill();
process.stdout.write(`${cases.length - failed} passed, ${failed} failed\n`);
if (failed > 0) process.exitCode = 1;
