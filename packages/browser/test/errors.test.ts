import { expect, it } from 'vitest';
import { errorClass, listenForErrors } from '../src/errors.ts';
import { catalog } from './catalog.ts';
import { openPage } from './world.ts';

it('says the class of an error where the list has it, and nothing else of it', () => {
  expect(errorClass(new TypeError('canary'))).toBe('TypeError');
  expect(errorClass(new DOMException('canary', 'AbortError'))).toBe('AbortError');
  expect(errorClass(Object.assign(new Error('x'), { name: 'canary' }))).toBe('other');
  for (const thrown of ['canary', null, undefined, 7, { name: 7 }]) expect(errorClass(thrown)).toBe('other');
  expect(errorClass(new TypeError('x'), ['PaymentError'])).toBe('other');
  const trap = {
    get name(): string {
      throw new Error('canary');
    },
  };
  expect(errorClass(trap)).toBe('other');
});

it('knows the classes that the catalog lists, and no other class of the runtime', () => {
  const listed = /^enum\((.+)\)$/.exec(catalog.events.client_error.fields.errorClass.type)?.[1]?.split('|') ?? [];
  expect(listed.length).toBeGreaterThan(10);
  expect(listed.map((name) => errorClass({ name }))).toEqual(listed);
  // A name that the list does not have: each global class of errors that the runtime knows.
  const others = Object.getOwnPropertyNames(globalThis).filter(
    (name) => name.endsWith('Error') && !listed.includes(name),
  );
  expect(others).not.toEqual([]);
  expect(others.filter((name) => errorClass({ name }) !== 'other')).toEqual([]);
});

it('reports what nobody caught, at most so often, until it is ended', () => {
  const page = openPage();
  const seen: unknown[][] = [];
  const events = { capture: (...call: unknown[]) => seen.push(call) };
  const end = listenForErrors(events, { boundary: 'page', feature: 'items', surface: 'page', maxErrors: 2 });
  page.fire('error', { error: new RangeError('canary') });
  page.fire('unhandledrejection', { reason: 'canary' });
  page.fire('error', { error: new Error('canary') });
  expect(seen).toEqual([
    ['client_error', { boundary: 'page', feature: 'items', surface: 'page', errorClass: 'RangeError' }],
    ['client_error', { boundary: 'page', feature: 'items', surface: 'page', errorClass: 'other' }],
  ]);
  end();
  page.fire('error', { error: new Error('canary') });
  expect(seen).toHaveLength(2);
});
