import { isPlumblineError, PlumblineError } from '@plumbline/core';

/**
 * The error of a configuration that says nothing of a trail, and how to name one without it: the application may make its
 * store itself, and need no plumbline.config.ts. `name` is `migrate`, which has no options for it, or a word of `audit`.
 */
export function withOtherWays(name: string, error: unknown): unknown {
  if (!isPlumblineError(error) || error.code !== 'PLB_CONFIG_INVALID') return error;
  const [what = ''] = error.message.slice(`${error.code}: `.length).split('\n  fix: ');
  const database = 'set PLUMBLINE_AUDIT_DATABASE_URL to the URL of a trail in PostgreSQL';
  const way =
    name === 'migrate'
      ? `For the audit trail ${database} (an application that opens an SQLite trail with \`sqliteStore\` migrates it itself).`
      : `Name the trail with \`--sqlite FILE\` or \`--database VARIABLE\`, or ${database}.`;
  return new PlumblineError(error.code, what, {
    cause: error,
    fix: `${way} To let a configuration say it: ${error.fix}`,
  });
}
