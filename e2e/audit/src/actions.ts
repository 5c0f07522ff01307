import { defineActions, starterActions } from '@plumbline/audit';

/** What the tests record. */
export const actions = defineActions(starterActions);

export const service = { name: 'e2e-audit' } as const;
