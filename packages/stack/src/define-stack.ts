import type { StackOptions } from './model/stack-options.ts';

/** Types what `plumbline.stack.ts` says and returns it unchanged. It has no effect, so that the command line can load the file. */
export const defineStack = (options: StackOptions): StackOptions => options;
