import type { EndCall } from '../signals/dependency-calls.ts';

interface Pages extends AsyncIterableIterator<unknown> {
  byPage?(settings?: unknown): AsyncIterableIterator<unknown>;
}

/** Counts a list once, from its first item to its end, however many pages it has. */
function watchIterator(begin: () => EndCall, items: AsyncIterableIterator<unknown>): AsyncIterableIterator<unknown> {
  let end: EndCall | undefined;
  return {
    async next(...args: [] | [unknown]) {
      end ??= begin();
      try {
        const result = await items.next(...(args as []));
        if (result.done === true) end('success');
        return result;
      } catch (error) {
        end('failure', error);
        throw error;
      }
    },
    async return(value?: unknown) {
      // Whoever has seen enough got what he asked for.
      end?.('success');
      return (await items.return?.(value)) ?? { done: true, value };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** The same for what can also be read page by page, as the clients of Azure hand it out. */
export function watchPages(begin: () => EndCall, given: unknown): unknown {
  const pages = given as Pages;
  return {
    ...watchIterator(begin, pages),
    byPage: (settings?: unknown) => {
      const byPage = pages.byPage?.(settings);
      return byPage === undefined ? undefined : watchIterator(begin, byPage);
    },
  };
}
