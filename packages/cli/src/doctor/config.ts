import { blocked, type CheckOutcome, type DoctorCheck, type DoctorFault, judge, notNeeded } from './doctor-check.ts';
import type { LoadedConfig } from './loaded-config.ts';

type Loaded = Extract<LoadedConfig, { readonly status: 'loaded' }>;

/** Where the words of `start` lead to: an option of the file, or what an adapter or the preset reads of the environment. */
function faultOf(what: string, { file, adapters }: Loaded): DoctorFault {
  if (/^(?:config\.|`)/.test(what)) return { what: `${file}: ${what}`, fix: `Change that option in ${file}.` };
  const adapter = adapters.find(({ kind, variables }) => variables.length > 0 && what.startsWith(`${kind}: `));
  return adapter === undefined
    ? { what, fix: `Correct the variable or option that it names; options stand in ${file}.` }
    : { what, fix: `Correct the variable or option; it reads ${adapter.variables.join(', ')}.` };
}

/** What adapters say against the environment, where nobody asked `start`, which says it too. */
const refusals = (adapters: Loaded['adapters']): readonly string[] =>
  adapters.flatMap(({ kind, state }) => (typeof state === 'object' ? [`${kind}: ${state.fault}`] : []));

function judgeLoaded(loaded: Loaded): CheckOutcome {
  const { service, adapters, faults, isStarts, unasked } = loaded;
  const said = isStarts ? faults : [...faults, ...refusals(adapters)];
  const on = adapters.filter(({ state }) => state === 'on').map(({ kind }) => kind);
  if (said.length === 0 && unasked !== undefined) return blocked(`what \`start\` would say of it, as ${unasked}`);
  return judge(
    said.map((what) => faultOf(what, loaded)),
    `${service}, destinations: ${on.join(', ') || 'none'}`,
  );
}

/** A configuration file that does not load, or that `start` would refuse. */
export const config: DoctorCheck = {
  name: 'config',
  run({ config: loaded, packages }) {
    if (loaded.status === 'loaded') return judgeLoaded(loaded);
    if (loaded.status === 'failed') {
      const fix = `Correct what the error names; \`node ${loaded.file}\` shows the whole of it.`;
      return judge([{ what: `${loaded.file} cannot be loaded: ${loaded.reason}`, fix }], '');
    }
    if (!packages.some(({ name }) => name === '@plumbline/node')) return notNeeded('there is no plumbline.config.ts');
    const fix = 'Run `npx plumbline init`, which writes one.';
    return judge([{ what: 'there is no plumbline.config.ts', fix }], '');
  },
};

const VARIABLE = /\b[A-Z][A-Z\d]*_[A-Z\d_]+\b/g;

/** The faults of this check without those of variables that another check found fault with. */
export function saidElsewhere(outcome: CheckOutcome, others: readonly CheckOutcome[]): CheckOutcome {
  if (outcome.status !== 'fault') return outcome;
  const told = others.flatMap((other) => (other.status === 'fault' ? other.faults.map(({ what }) => what) : []));
  const isTold = (what: string): boolean => {
    const [variable] = what.match(VARIABLE) ?? [];
    return variable !== undefined && told.some((words) => words.includes(variable));
  };
  const faults = outcome.faults.filter(({ what }) => what.includes(': config.') || !isTold(what));
  return judge(faults, 'nothing else is wrong with it');
}
