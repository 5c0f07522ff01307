import { checkPacks } from './pack-check.ts';
import { conclude, isProgram } from './report.ts';
import { checkout } from './workspace.ts';

// The tarballs on Node 22, 24 and 26, without the slower checks of their manifests.
if (isProgram(import.meta.filename)) conclude('matrix', await checkPacks(checkout, { lint: false }));
