import { recipe } from '../repo/src/tsup.base.ts';

// `egress.ts` is loaded where no action is declared, and so without zod, which is in `index.ts`.
export default recipe(import.meta.dirname, {
  inline: ['zod'],
  along: { 'egress.ts': ['index.ts', 'postgres.ts', 'sqlite.ts'] },
});
