import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import * as core from '@plumbline/core/context';
import * as scope from '@plumbline/core/scope';
import { expect, it } from 'vitest';

const INIT = { kind: 'request', requestId: 'a-request-id', traceId: 't', spanId: 's' } as const;

it('is the context of core: what one enters the other sees', () => {
  const context = scope.createRequestContext(INIT);
  scope.runInContext(context, () => {
    expect(core.currentContext()).toBe(context);
    scope.setRoute('/orders/:id');
    expect(core.currentContext()?.routePattern).toBe('/orders/:id');
  });
  core.runInContext(context, () => expect(scope.currentContext()).toBe(context));
  expect(scope.currentContext()).toBeUndefined();
});

async function builtinsOf(entry: string): Promise<unknown> {
  const child = fork(
    path.join(import.meta.dirname, 'fixtures/runtime-imports.mjs'),
    [path.join(import.meta.dirname, '../src', entry)],
    { execArgv: ['--conditions=plumbline:source'] },
  );
  const [builtins] = (await once(child, 'message')) as [unknown];
  return builtins;
}

it.each(['fetch.ts', 'next.ts', 'hono.ts'])('%s needs nothing of Node but what edge runtimes have', async (entry) => {
  expect(await builtinsOf(entry)).toEqual(['node:async_hooks']);
});

it('the check sees what is imported further down', async () => {
  expect(await builtinsOf('request-id.ts')).toEqual(['node:crypto']);
});
