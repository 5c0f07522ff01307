import path from 'node:path';
import { recipe } from '../repo/src/tsup.base.ts';

/** Wherever a rule asks for a global of base64, the package brings its own: not every engine has one. */
const inject = [path.join(import.meta.dirname, 'src/base64-text.ts')];

export default Object.assign(recipe(import.meta.dirname), { inject });
