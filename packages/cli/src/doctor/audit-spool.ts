import { accessSync, constants, existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { blocked, type DoctorCheck, judge, notNeeded } from './doctor-check.ts';

/** As the configuration's default. */
const DEFAULT_SPOOL = '.plumbline/audit';

/** Why nothing can be written into a folder, or into the nearest one above that exists. */
function obstacle(folder: string): string | undefined {
  let nearest = folder;
  while (!existsSync(nearest)) nearest = path.dirname(nearest);
  if (!statSync(nearest).isDirectory()) return 'is below something that is not a folder';
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK);
    if (nearest !== folder) return undefined;
    const probe = path.join(folder, `.doctor-${process.pid}`);
    writeFileSync(probe, '', { flag: 'wx' });
    rmSync(probe);
    return undefined;
  } catch (error) {
    return `cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`;
  }
}

/** A spool folder that audit records could not be written to. */
export const auditSpool: DoctorCheck = {
  name: 'audit-spool',
  run({ config, env, directory }) {
    if (config.status === 'failed') return blocked(`${config.file} does not load`);
    if (config.status === 'absent' || config.audit === undefined) return notNeeded('no audited actions are configured');
    const variable = env['PLUMBLINE_AUDIT_SPOOL_DIR'];
    const [option, folder] = variable
      ? ['PLUMBLINE_AUDIT_SPOOL_DIR', variable]
      : ['audit.spoolDirectory', config.audit.spoolDirectory ?? DEFAULT_SPOOL];
    const why = obstacle(path.resolve(directory, folder));
    const fault = {
      what: `the audit spool (${option}) ${why ?? ''}`,
      fix: `Make the folder that ${option} names writable for the user of the service, on a disk that survives it; or name another.`,
    };
    return judge(why === undefined ? [] : [fault], `${folder} can be written`);
  },
};
