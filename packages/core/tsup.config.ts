import { recipe } from '../repo/src/tsup.base.ts';

// `index.ts` runs without Node's own modules, `scope.ts` with `node:async_hooks` alone, as edge runtimes have it.
export default recipe(import.meta.dirname, {
  along: { 'index.ts': ['context.ts', 'journal.ts', 'scope.ts'], 'context.ts': ['journal.ts'] },
});
