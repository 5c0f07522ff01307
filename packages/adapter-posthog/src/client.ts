import { PlumblineError } from '@plumbline/core';

/** One event as `posthog-node` takes it. */
export interface PosthogMessage {
  distinctId: string;
  event: string;
  uuid: string;
  timestamp: Date;
  properties: Record<string, unknown>;
  disableGeoip: boolean;
}

/** The part of `posthog-node`'s client that is used, so that no application needs its types. */
export interface PosthogClient {
  capture(message: PosthogMessage): void;
  flush(): Promise<void>;
  on(event: string, listener: (value: unknown) => void): unknown;
}

/** The part of the module `posthog-node`, for bundlers that cannot resolve a dynamic import. */
export interface PosthogLib {
  readonly PostHog: new (apiKey: string, options: Record<string, unknown>) => PosthogClient;
}

/** Imports the vendor's client, on first use and never before. */
export async function importPosthog(): Promise<PosthogLib> {
  try {
    return await import('posthog-node');
  } catch (cause) {
    throw new PlumblineError('PLB_ADAPTER_DEPENDENCY', 'posthog: cannot import `posthog-node`', {
      cause,
      fix: 'Install it with `npm i posthog-node`, or leave the adapter off.',
    });
  }
}
