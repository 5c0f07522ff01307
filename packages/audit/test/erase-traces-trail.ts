import path from 'node:path';
import { z } from 'zod';
import { createAudit, defineActions, personal, starterActions } from '../src/index.ts';
import { sqliteStore } from '../src/sqlite.ts';

const actions = defineActions({
  ...starterActions,
  'note.added': {
    description: 'Something was noted about somebody.',
    owner: 'support',
    class: 'data',
    level: 'metadata',
    subject: 'user',
    fields: { name: personal(z.string().max(120)) },
  },
});

/** A trail with an action that has a personal field, in SQLite. */
export const createTrail = (folder: string, options: object = {}) =>
  createAudit({
    actions,
    store: sqliteStore({ path: path.join(folder, 'audit.db') }),
    spoolDirectory: path.join(folder, 'spool'),
    service: { name: 'approvals' },
    ...options,
  });
