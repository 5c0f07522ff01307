export type { ProjectName } from './accounts.ts';
export type { PosthogClient, PosthogLib, PosthogMessage } from './client.ts';
export type { PosthogEnvOptions } from './from-env.ts';
export type { PosthogOptions } from './options.ts';
export { posthog } from './posthog.ts';
