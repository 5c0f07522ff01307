import http from 'node:http';
import type { RequestSummary } from '@plumbline/core/context';
import express, { type Express } from 'express';
import { afterEach, expect, it } from 'vitest';
import { expressRoutes } from '../src/express.ts';
import { bindHttp, routeOf } from '../src/index.ts';
import { closing } from './hop-servers.ts';
import { collect, listen } from './support.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function routesOf(build: (app: Express) => void, paths: readonly string[]): Promise<readonly string[]> {
  const ended = collect<RequestSummary>(paths.length);
  const binding = bindHttp({ propagateTo: [], onRequestEnd: ended.add });
  const app = express();
  expressRoutes(app);
  build(app);
  const server = http.createServer(app);
  const port = await listen(server);
  closers.push(() => binding.unbind(), closing(server));
  for (const path of paths) await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  return (await ended.all).map(({ context }) => routeOf(context));
}

const answer: express.RequestHandler = (_, response) => void response.end();
const routerWith = (path: Parameters<express.Router['get']>[0]): express.Router => {
  const router = express.Router();
  router.get(path, answer);
  return router;
};

it.each<[string, (app: Express) => void, readonly (readonly [path: string, pattern: string])[]]>([
  ['a route of the application', (app) => void app.get('/orders/:id', answer), [['/orders/17', '/orders/:id']]],
  ['its root', (app) => void app.get('/', answer), [['/', '/']]],
  ['several paths of one route', (app) => void app.get(['/a/:id', '/b/:id'], answer), [['/b/1', '/a/:id|/b/:id']]],
  ['a regular expression', (app) => void app.get(/^\/v\d+$/, answer), [['/v17', String.raw`/^\/v\d+$/`]]],
  ['a wildcard', (app) => void app.get('/files/*rest', answer), [['/files/a/b', '/files/*rest']]],
  ['a router at a fixed path', (app) => void app.use('/shop', routerWith('/:id')), [['/shop/1', '/shop/:id']]],
  ['a router at the root', (app) => void app.use(routerWith('/:id')), [['/1', '/:id']]],
  ['the root of a router', (app) => void app.use('/shop', routerWith('/')), [['/shop', '/shop']]],
  [
    'a parameter in a mount path',
    (app) => void app.use('/orgs/:org', routerWith('/x')),
    [['/orgs/orgs/x', '/orgs/:org/x']],
  ],
  ['an encoded parameter', (app) => void app.use('/o/:org', routerWith('/x')), [['/o/a%2Fb/x', '/o/:org/x']]],
  ['two parameters', (app) => void app.use('/:a/m/:b', routerWith('/x')), [['/m/m/m/x', '/:a/m/:b/x']]],
  [
    'an optional parameter',
    (app) => void app.use('{/:lang}/shop', routerWith('/x')),
    [
      ['/shop/x', '/shop/x'],
      ['/de/shop/x', '/:lang/shop/x'],
    ],
  ],
  ['a parameter within a segment', (app) => void app.use('/v:version', routerWith('/x')), [['/v17/x', '/*/x']]],
  [
    'a mount path that is a regular expression',
    (app) => void app.use(/^\/v\d+/, routerWith('/x')),
    [['/v17/x', '/*/x']],
  ],
  ['several mount paths', (app) => void app.use(['/a', '/b/:id'], routerWith('/x')), [['/b/17/x', '/b/:id/x']]],
  [
    'one router at two paths',
    (app) => {
      const router = routerWith('/x');
      app.use('/one', router).use('/two/:id', router);
    },
    [
      ['/one/x', '/one/x'],
      ['/two/17/x', '/two/:id/x'],
    ],
  ],
  [
    'routers within routers',
    (app) => {
      const outer = express.Router();
      outer.use('/items/:item', routerWith('/parts/:part'));
      app.use('/orgs/:org', outer);
    },
    [['/orgs/1/items/2/parts/3', '/orgs/:org/items/:item/parts/:part']],
  ],
  [
    'an application within the application',
    (app) => {
      const inner = express();
      inner.use('/items/:item', routerWith('/x'));
      app.use('/first', express()).use('/orgs/:org', inner);
    },
    [['/orgs/1/items/2/x', '/orgs/:org/items/:item/x']],
  ],
  [
    'an application within a router, whose place cannot be told',
    (app) => {
      const inner = express();
      inner.get('/x', answer);
      const router = express.Router();
      router.use('/orgs/:org', inner);
      app.use(router);
    },
    [['/orgs/17/x', 'unmatched']],
  ],
  [
    'a caller who spells it otherwise, before all others',
    (app) => void app.use('/userProfiles', routerWith('/:id')),
    [
      ['/USERprofiles/1', '/userProfiles/:id'],
      ['/userProfiles/2', '/userProfiles/:id'],
    ],
  ],
  [
    'a caller who spells the mount of a router within a router otherwise',
    (app) => {
      const outer = express.Router();
      outer.use('/Items/:item', routerWith('/x'));
      app.use('/orgs/:org', outer);
    },
    [
      ['/ORGS/Acme/iTEMS/17/x', '/orgs/:org/Items/:item/x'],
      ['/orgs/Acme/Items/17/x', '/orgs/:org/Items/:item/x'],
    ],
  ],
  [
    'case that counts',
    (app) => {
      app.enable('case sensitive routing');
      app.use('/Shop', routerWith('/x')).use('/shop', routerWith('/x'));
    },
    [
      ['/Shop/x', '/Shop/x'],
      ['/shop/x', '/shop/x'],
    ],
  ],
  [
    'optional parts that are no parameters',
    (app) => void app.use('/shop{/beta}', routerWith('/x')).use('/o/:org{/new}', routerWith('/x')),
    [
      ['/shop/BETA/x', '/shop/beta/x'],
      ['/shop/x', '/shop/x'],
      ['/o/1/new/x', '/o/:org/new/x'],
      ['/o/1/x', '/o/:org/x'],
      ['/o/new/x', '/o/:org/x'],
    ],
  ],
  ['a path that is spelled otherwise', (app) => void app.use('/shop', routerWith('/x')), [['/shop/x/', '/shop/x']]],
])('%s', async (_, build, expected) => {
  expect(
    await routesOf(
      build,
      expected.map(([path]) => path),
    ),
  ).toEqual(expected.map(([, pattern]) => pattern));
});

it('a mount whose declaration was not seen is in lower case, whatever a caller wrote', async () => {
  const build = (app: Express): void => {
    app.use('/Shop', routerWith('/y'));
    // As the layers of a router are that was built before.
    const seen = app.router.stack.at(-1) as object;
    app.router.stack.splice(-1, 1, Object.assign(Object.create(Object.getPrototypeOf(seen) as object) as never, seen));
  };
  expect(await routesOf(build, ['/SHop/y', '/Shop/y'])).toEqual(['/shop/y', '/shop/y']);
});

it('answers where the router is not built as expected', async () => {
  const broken = (app: Express): void => {
    app.use('/shop', routerWith('/:id'));
    const layer = app.router.stack.at(-1) as object;
    Object.defineProperty(layer, 'matchers', {
      get() {
        throw new Error('not the router that was expected');
      },
    });
    Object.assign(layer, {
      match(path: string) {
        Object.assign(layer, { path: '/shop', params: {} });
        return path.startsWith('/shop');
      },
    });
  };
  expect(await routesOf(broken, ['/shop/17'])).toEqual(['unmatched']);
});

it('leaves request.route as Express has it', async () => {
  const routes: unknown[] = [];
  await routesOf(
    (app) => {
      app.use((request, _response, next) => {
        routes.push(request.route);
        next();
      });
      app.get('/orders/:id', (request, response) => {
        routes.push((request.route as { path: string }).path);
        response.end();
      });
    },
    ['/orders/1'],
  );
  expect(routes).toEqual([undefined, '/orders/:id']);
});
