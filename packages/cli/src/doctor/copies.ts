import { type DoctorCheck, notNeeded, ok } from './doctor-check.ts';
import type { InstalledPackage } from '../installation.ts';

const SHOWN = 5;

/** Packages of Plumbline of which more than one copy is installed. */
function doubles(packages: readonly InstalledPackage[]): readonly (readonly [string, readonly InstalledPackage[]])[] {
  const ours = packages.filter(({ name }) => name.startsWith('@plumbline/'));
  return [...new Set(ours.map(({ name }) => name))]
    .map((name) => [name, ours.filter((one) => one.name === name)] as const)
    .filter(([, found]) => found.length > 1);
}

/** Second copies of Plumbline's own packages. They work beside one another, and one of them is older than somebody thinks. */
export const copies: DoctorCheck = {
  name: 'copies',
  run({ packages }) {
    if (!packages.some(({ name }) => name.startsWith('@plumbline/')))
      return notNeeded('no @plumbline package is a dependency');
    const twice = doubles(packages);
    if (twice.length === 0) return ok('each @plumbline package is there once');
    const listed = twice.slice(0, SHOWN).map(([name, found]) => {
      const each = found.map(({ version, dependents }) => `${version} for ${dependents.slice(0, 2).join(', ')}`);
      return `${name} (${each.join('; ')})`;
    });
    const more = twice.length > SHOWN ? ` and ${twice.length - SHOWN} more` : '';
    return {
      status: 'ok',
      note: 'not each @plumbline package is there once',
      advice: [
        {
          what: `more than one copy is installed of ${listed.join(', ')}${more}`,
          fix: 'Run `npm dedupe`; where the versions exclude one another, install those that belong together.',
        },
      ],
    };
  },
};
