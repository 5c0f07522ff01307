import { PlumblineError, unknownOptions } from '@plumbline/core';

/** Throws PLB_OPTION_INVALID for names that nothing reads, such as those of a misspelled option. */
export function checkNames(what: string, options: object, known: object): void {
  const faults = unknownOptions(options, Object.keys(known));
  if (faults.length > 0) throw new PlumblineError('PLB_OPTION_INVALID', `${what}: ${faults.join('; ')}`);
}
