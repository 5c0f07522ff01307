import { recipe } from '../repo/src/tsup.base.ts';

/** Charts are drawn on the server; what they need of d3 is put inside, so that nobody installs it. */
export default recipe(import.meta.dirname, { inline: [/^d3-/, 'internmap'] });
