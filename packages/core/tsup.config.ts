import { recipe } from '../repo/src/tsup.base.ts';

// `index.ts` runs without Node's own modules, and `context.ts` without those of the journal.
export default recipe(import.meta.dirname, {
  along: { 'index.ts': ['context.ts', 'journal.ts', 'scope.ts'], 'context.ts': ['journal.ts', 'scope.ts'] },
});
