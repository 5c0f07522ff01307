import { recipe } from '../repo/src/tsup.base.ts';

const tools = ['cli.ts', 'egress/describer.ts', 'evolution.ts', 'evolution/describer.ts'];

// `runtime.ts` and `egress.ts` are loaded where no catalog is, and so without zod, which is in `index.ts`.
export default recipe(import.meta.dirname, {
  inline: ['zod'],
  along: { 'runtime.ts': ['egress.ts', 'index.ts', ...tools], 'egress.ts': tools, 'index.ts': tools },
});
