import { expect, it } from 'vitest';
import { traceFetch } from '../src/fetch.ts';
import { bindHttp } from '../src/index.ts';

it.each([
  [{ propagateTo: [], onRequestsEnd: () => undefined }, '`onRequestsEnd` is no option; did you mean `onRequestEnd`?'],
  [{ propagateTo: [], headers: {} }, '`headers` is no option; remove it'],
])('bindHttp refuses %o and binds nothing', (options, message) => {
  expect(() => bindHttp(options)).toThrow(`PLB_OPTION_INVALID: bindHttp: ${message}`);
  bindHttp({ propagateTo: [] }).unbind();
});

it('traceFetch refuses a name that it does not read, before any request', () => {
  const options = { ignore: () => false, onErrors: () => undefined };
  expect(() => traceFetch(() => new Response(), options)).toThrow(
    'PLB_OPTION_INVALID: traceFetch: `onErrors` is no option; did you mean `onError`?',
  );
});
