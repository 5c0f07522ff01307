import { PlumblineError } from '@plumbline/core';
import { expect, it } from 'vitest';
import { browserEvents } from '../src/index.ts';

const lists = {
  features: ['orders'],
  surfaces: ['page'],
  views: ['order_list'],
  filterKeys: ['status'],
  charts: ['backlog'],
  boundaries: ['app'],
};
const whole = { owner: '@team', review: 'docs/privacy.md', expires: '2027-12-31', ...lists };

/** What is said of options as JavaScript hands them over. */
function faultOf(options: unknown): string {
  try {
    browserEvents(options as Parameters<typeof browserEvents>[0]);
    return 'taken';
  } catch (error) {
    if (error instanceof PlumblineError && error.code === 'PLB_CATALOG_INVALID') return error.message;
    throw error;
  }
}

it('names each list that is missing, and what stands there as none, by its own option', () => {
  expect(faultOf(whole)).toBe('taken');
  for (const options of [undefined, {}, { owner: '@team' }]) {
    for (const name of Object.keys(lists))
      expect(faultOf(options)).toContain(`\`${name}\` must list at least one word`);
  }
  for (const name of Object.keys(lists)) {
    expect(faultOf({ ...whole, [name]: [] })).toContain(`\`${name}\` must list at least one word`);
  }
});

it('refuses what is no option, and says what was meant', () => {
  const all = { chartActions: ['opened'], errorClasses: ['Error'], consent: 'essential', sources: ['web'] };
  expect(faultOf({ ...whole, ...all, audience: 'public' })).toBe('taken');
  expect(faultOf({ ...whole, filters: ['status'], filterKey: ['status'] })).toContain(
    '`filterKey` is no option; did you mean `filterKeys`?',
  );
});
