import { describe, expect, test } from 'vitest';
import { keepEvent } from '../src/keep-event.ts';
import { hideRoot, modulePath, normalizeRoot } from '../src/module-path.ts';
import type { Snapshot } from '../src/user-scope.ts';

const ROOT = normalizeRoot('/srv/my app/');

describe('modulePath', () => {
  test.each([
    ['/srv/my app/dist/orders.js', 'app:///dist/orders.js'],
    ['file:///srv/my app/dist/orders.js', 'app:///dist/orders.js'],
    ['/srv/my app/node_modules/pg/index.js', 'app:///node_modules/pg/index.js'],
    ['/home/canary/node_modules/pg/index.js', 'app:///node_modules/pg/index.js'],
    ['/home/canary/tool.js', 'app:///tool.js'],
    ['/srv/my application/tool.js', 'app:///tool.js'],
    ['C:\\Users\\canary\\tool.js', 'app:///tool.js'],
    ['/srv/my app/x.js?token=canary', 'app:///x.js'],
    ['node:internal/process/task_queues', 'node:internal/process/task_queues'],
    ['data:text/javascript,canary', '<anonymous>'],
    ['<data:canary>', '<anonymous>'],
    ['<anonymous>', '<anonymous>'],
  ])('%s is %s', (file, expected) => {
    expect(modulePath(file, ROOT)).toBe(expected);
  });

  test('works with Windows roots', () => {
    expect(modulePath('C:\\srv\\app\\dist\\x.js', normalizeRoot('C:\\srv\\app'))).toBe('app:///dist/x.js');
  });

  test('a root of / hides nothing but directories', () => {
    expect(normalizeRoot('/')).toBe('');
    expect(hideRoot('open /x', normalizeRoot('/'))).toBe('open /x');
  });
});

test('hideRoot takes the folder out, encoded and with backslashes too', () => {
  const text = "open '/srv/my app/x' file:///srv/my%20app/y \\srv\\my app\\z";
  expect(hideRoot(text, ROOT)).toBe("open './x' file://./y .\\z");
});

const snapshot: Snapshot = {
  level: 'error',
  handled: true,
  fingerprint: 'f',
  tags: {},
  trace: undefined,
  userId: undefined,
};
const redactor = { text: (text: string): string => text.replaceAll('secret', '***') };
const options = { environment: undefined, release: undefined, redactor, root: ROOT };

describe('keepEvent', () => {
  test('keeps nothing that it does not name', () => {
    const event = {
      type: undefined,
      event_id: 'e',
      timestamp: 1,
      message: 'canary',
      server_name: 'canary',
      request: { url: 'canary' },
      user: { id: 'canary' },
      tags: { canary: 'canary' },
      extra: { canary: 1 },
      contexts: { trace: { trace_id: 'canary', span_id: 'canary' }, os: { name: 'canary' } },
      breadcrumbs: [{ message: 'canary' }],
      modules: { canary: '1' },
      transaction: 'canary',
      environment: 'canary',
      release: 'canary',
      exception: {
        values: [
          {
            type: 'secretError',
            value: 'a secret',
            module: 'canary',
            mechanism: { type: 'canary', handled: false, data: { canary: 1 } },
            stacktrace: {
              frames: [
                {
                  function: 'secret',
                  filename: '/x/y.js',
                  abs_path: '/canary',
                  vars: { canary: 1 },
                  pre_context: ['canary'],
                  context_line: 'canary',
                  module: 'canary',
                },
              ],
            },
          },
        ],
      },
    } as const;
    const kept = keepEvent(event as never, snapshot, options);
    expect(JSON.parse(JSON.stringify(kept))).toEqual({
      event_id: 'e',
      timestamp: 1,
      level: 'error',
      platform: 'node',
      fingerprint: ['f'],
      tags: {},
      exception: {
        values: [
          {
            type: '***Error',
            value: 'a ***',
            mechanism: { type: 'generic', handled: true },
            stacktrace: { frames: [{ function: '***', filename: 'app:///y.js', in_app: false }] },
          },
        ],
      },
    });
  });

  test('keeps the IDs by which Sentry finds source maps, with the path cut', () => {
    const debug_id = '0a1b2c3d-0000-4000-8000-0123456789ab';
    const images = [
      { type: 'sourcemap', code_file: '/srv/my app/dist/x.js', debug_id },
      { type: 'sourcemap', code_file: '/srv/my app/dist/y.js', debug_id: 'canary' },
      { type: 'wasm', code_file: 'canary', debug_id },
    ];
    const kept = keepEvent({ type: undefined, debug_meta: { images } } as never, snapshot, options);
    expect(kept.debug_meta).toEqual({ images: [{ type: 'sourcemap', code_file: 'app:///dist/x.js', debug_id }] });
  });

  test('cleans before it cuts, so that half a secret never shows', () => {
    const value = `${'x'.repeat(1_997)}secret${'y'.repeat(10_000)}`;
    const kept = keepEvent({ type: undefined, exception: { values: [{ value }] } }, snapshot, options);
    expect(kept.exception?.values?.[0]?.value).toBe(`${'x'.repeat(1_997)}***`);
  });
});
