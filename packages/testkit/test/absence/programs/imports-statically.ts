import { PostHog } from 'posthog-node';

export const made = PostHog;
