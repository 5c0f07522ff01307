import type { BrowserContext, ConsoleMessage, Page } from 'playwright-core';

/** What a person who develops the application would see go wrong. */
export interface Watch {
  /** Exceptions, unhandled rejections, and what scripts write to the console. */
  readonly problems: readonly string[];
  /** Chromium's own lines about requests that failed: no script can keep it from writing them. */
  readonly network: readonly string[];
}

/** How Chromium itself says that a request failed. */
const NETWORK = /^Failed to load resource: /;

/** Watches every page of a context, also those that open later. */
export function watch(context: BrowserContext): Watch {
  const problems: string[] = [];
  const network: string[] = [];
  const onConsole = (message: ConsoleMessage): void => {
    const text = message.text();
    (NETWORK.test(text) ? network : problems).push(`${message.type()}: ${text}`);
  };
  const follow = (page: Page): void => {
    page.on('console', onConsole);
    page.on('pageerror', (error) => void problems.push(`exception: ${error.message}`));
  };
  context.pages().forEach(follow);
  context.on('page', follow);
  return { problems, network };
}
