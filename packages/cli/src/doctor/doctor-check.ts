import type { Project } from './project.ts';

/** Something that is wrong, and the change that ends it. Neither carries a value of a variable or option. */
export interface DoctorFault {
  readonly what: string;
  readonly fix: string;
}

/** What one check found. */
export type CheckOutcome =
  /** Advice is what looks wrong and may be meant; it is shown, and no fault. */
  | { readonly status: 'ok'; readonly note: string; readonly advice?: readonly DoctorFault[] }
  | { readonly status: 'fault'; readonly faults: readonly DoctorFault[] }
  /** Nothing to look at, such as the reachability of what is not configured. */
  | { readonly status: 'not_needed'; readonly note: string }
  /** Something else must be put right first. */
  | { readonly status: 'blocked'; readonly note: string };

/** One thing that `plumbline doctor` looks at. A package adds its own by exporting `checks` from its `./cli` subpath. */
export interface DoctorCheck {
  /** Lower-case words joined by `-`. */
  readonly name: string;
  run(project: Project): CheckOutcome | Promise<CheckOutcome>;
}

export const ok = (note: string): CheckOutcome => ({ status: 'ok', note });
export const notNeeded = (note: string): CheckOutcome => ({ status: 'not_needed', note });
export const blocked = (note: string): CheckOutcome => ({ status: 'blocked', note });

/** The faults, or that there are none. */
export const judge = (faults: readonly DoctorFault[], note: string): CheckOutcome =>
  faults.length === 0 ? ok(note) : { status: 'fault', faults };
