/** What is used of `@sentry/node` 11. Pass the module itself where a bundler cannot follow a dynamic import. */
export interface SentryLib {
  readonly NodeClient: new (options: never) => unknown;
  readonly Scope: new () => unknown;
  readonly makeNodeTransport: (options: never) => unknown;
  readonly linkedErrorsIntegration: () => unknown;
  readonly defaultStackParser: unknown;
}
