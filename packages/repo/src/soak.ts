import process from 'node:process';
import { isProgram } from './report.ts';
import { runScripted } from './scripted-checks.ts';
import { checkout } from './workspace.ts';

// npm run test:soak [-- FOLDER…]
if (isProgram(import.meta.filename)) {
  const { failed } = await runScripted(checkout, 'soak', process.argv.slice(2));
  if (failed > 0) process.exitCode = 1;
}
