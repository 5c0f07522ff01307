export type { ProjectName } from './accounts.ts';
export type { PosthogClient, PosthogLib, PosthogMessage } from './client.ts';
export type { PosthogEnvOptions, PosthogOptions } from './options.ts';
export { posthog } from './posthog.ts';
