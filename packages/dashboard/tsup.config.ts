import { recipe } from '../repo/src/tsup.base.ts';

export default recipe(import.meta.dirname);
