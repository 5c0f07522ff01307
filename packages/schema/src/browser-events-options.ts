import { PlumblineError, unknownOptions } from '@plumbline/core';
import type { BrowserEventsOptions } from './browser-events.ts';

type Words = readonly [string, ...string[]];
type Name = keyof BrowserEventsOptions<Words, Words, Words, Words, Words, Words, Words, Words>;

/** Each option, and an example of the lists without which nothing can be recorded; those of a single event are `defineEvent`'s. */
const NAMES: Readonly<Record<Name, string | undefined>> = {
  owner: undefined,
  review: undefined,
  expires: undefined,
  features: "['orders', 'settings']",
  surfaces: "['page', 'drawer']",
  views: "['order_list']",
  filterKeys: "['status']",
  charts: "['backlog']",
  chartActions: undefined,
  boundaries: "['app']",
  errorClasses: undefined,
  consent: undefined,
  sources: undefined,
  audience: undefined,
};

/** Throws where a list is missing, or an option is none, with every fault at once. */
export function checkBrowserEventsOptions(given: object): void {
  const options = (given ?? {}) as Readonly<Record<string, unknown>>;
  const faults = [
    ...unknownOptions(options, Object.keys(NAMES)),
    ...Object.entries(NAMES).flatMap(([name, example]) => {
      const value = options[name];
      if (example === undefined || (Array.isArray(value) && value.length > 0)) return [];
      return [`\`${name}\` must list at least one word, such as ${example}`];
    }),
  ];
  if (faults.length > 0)
    throw new PlumblineError('PLB_CATALOG_INVALID', `browserEvents:\n  - ${faults.join('\n  - ')}`);
}
