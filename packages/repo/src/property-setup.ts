import process from 'node:process';
import fc from 'fast-check';

/** Any number; it stands here so that two runs of one commit try the same values. */
const SEED = 20_261_121;

// What refuses a commit must be the commit's doing, so that the suite tries the same values each time. The soak runs look for
// what these miss, under a seed of their own that a failure prints.
const asked = process.env['PLUMBLINE_WORKSPACE_SEED'];
if (asked !== undefined) fc.configureGlobal({ seed: Number(asked) });
else if (process.env['PLUMBLINE_WORKSPACE_SOAK'] === undefined) fc.configureGlobal({ seed: SEED });
