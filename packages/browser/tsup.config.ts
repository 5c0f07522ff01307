import { defineConfig, type Options } from 'tsup';
import { recipe } from '../repo/src/tsup.base.ts';

const base = recipe(import.meta.dirname);

/** Constants are put in where they stand: a bundler that sees them as variables of a module cannot do it any more. */
export default defineConfig((over) => {
  const options: Options = typeof base === 'function' ? (base(over) as Options) : (base as Options);
  return {
    ...options,
    esbuildOptions(esbuild, context) {
      options.esbuildOptions?.(esbuild, context);
      esbuild.minifySyntax = true;
    },
  };
});
