import { type DoctorCheck, judge, notNeeded } from './doctor-check.ts';

/** A configuration file that does not load, or that contradicts itself. */
export const config: DoctorCheck = {
  name: 'config',
  run({ config: loaded, packages }) {
    if (loaded.status === 'absent') {
      const used = packages.some(({ name }) => name === '@plumbline/node');
      if (!used) return notNeeded('there is no plumbline.config.ts');
      return judge(
        [{ what: 'there is no plumbline.config.ts', fix: 'Run `npx plumbline init`, which writes one.' }],
        '',
      );
    }
    if (loaded.status === 'failed') {
      const fix = 'Correct what the error names; `node plumbline.config.ts` shows the whole of it.';
      return judge([{ what: `plumbline.config.ts cannot be loaded: ${loaded.reason}`, fix }], '');
    }
    const faults = loaded.faults.map((what) => ({
      what: `plumbline.config.ts: ${what}`,
      fix: 'Change that option in plumbline.config.ts.',
    }));
    const adapters = loaded.adapters.flatMap(({ kind, state, variables }) =>
      typeof state === 'object'
        ? [
            {
              what: `${kind}: ${state.fault}`,
              fix: `Correct the variable or option; it reads ${variables.join(', ')}.`,
            },
          ]
        : [],
    );
    const on = loaded.adapters.filter(({ state }) => state === 'on').map(({ kind }) => kind);
    return judge([...faults, ...adapters], `${loaded.service}, destinations: ${on.join(', ') || 'none'}`);
  },
};
