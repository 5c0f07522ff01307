import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installBaseline as onExpress } from '../src/express.ts';
import { installBaseline as onFastify } from '../src/fastify.ts';
import { installBaseline as onHono } from '../src/hono.ts';
import { type Plumbline, start } from '../src/index.ts';
import { installBaseline as onKoa } from '../src/koa.ts';
import { installBaseline as onNest } from '../src/nest.ts';
import { installBaseline as onNext } from '../src/next.ts';

type Install = (app: unknown, plumbline: unknown) => void;

const starting = start({ service: { name: 'orders' } }, { signals: false, logDestination: { write: () => undefined } });
let plumbline: Plumbline;
beforeAll(async () => {
  plumbline = (await starting) as unknown as Plumbline;
});
afterAll(async () => void (await plumbline.shutdown()));

// What a language without types lets through.
const frameworks: readonly (readonly [name: string, install: Install, app: () => unknown, what: string])[] = [
  ['express', onExpress as Install, () => express(), 'an Express application'],
  ['fastify', onFastify as Install, () => fastify(), 'a Fastify server'],
  ['koa', onKoa as Install, () => new Koa(), 'a Koa application'],
  ['hono', onHono as Install, () => new Hono(), 'a Hono application'],
];

describe.each(frameworks)('%s', (name, install, app, what) => {
  it('takes its own application, and names where that of another one belongs', () => {
    expect(() => install(app(), plumbline)).not.toThrow();
    for (const [other, onOther] of frameworks) {
      if (other === name) continue;
      expect(() => onOther(app(), plumbline)).toThrow(
        `installBaseline: the first argument is ${what}; import installBaseline from '@plumbline/node/${name}'`,
      );
    }
    expect(() => (onNest as Install)(app(), plumbline)).toThrow(`is ${what}; import`);
  });

  it('says what to write where an `await` was forgotten', () => {
    expect(() => install(app(), starting)).toThrow(
      'installBaseline: the second argument is a promise; write `await start(…)`',
    );
    expect(() => install(Promise.resolve({}), plumbline)).toThrow(
      'the first argument is a promise; write `await` before what makes the application',
    );
  });

  it('says that the arguments are swapped', () => {
    expect(() => install(plumbline, app())).toThrow(
      'the arguments are swapped; write `installBaseline(app, plumbline)`',
    );
  });

  it('refuses a second call', () => {
    const one = app();
    install(one, plumbline);
    expect(() => install(one, plumbline)).toThrow('it was called for this application before');
  });

  it('says what it takes where it gets something else', () => {
    for (const nothing of [undefined, null, 'app', {}, () => undefined, plumbline]) {
      expect(() => install(nothing, plumbline)).toThrow(`the first argument must be ${what}`);
    }
    for (const nothing of [undefined, null, {}, { port: 3000 }]) {
      expect(() => install(app(), nothing)).toThrow('the second argument must be what `await start(…)` returned');
    }
  });
});

it('fastify: says that the call comes too late', async () => {
  const app = fastify();
  await app.ready();
  expect(() => onFastify(app, plumbline)).toThrow('call installBaseline before app.listen');
});

it('next takes the baseline alone, and says so', () => {
  const install = onNext as (plumbline: unknown) => void;
  expect(() => install(starting)).toThrow('installBaseline: the first argument is a promise; write `await start(…)`');
  expect(() => install(express())).toThrow('the first argument must be what `await start(…)` returned');
});
