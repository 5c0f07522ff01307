// Honest: what an application has of an adapter that is off.
import { defineAdapter } from '@plumbline/core';

export const made = defineAdapter;
export const run = (environment: NodeJS.ProcessEnv): boolean => environment['FAKE_KEY'] === undefined;
