import type { Verdict } from './verdict.ts';

const TIMEOUT: Verdict = { status: 'failed', error: 'Timeout' };

type Told = () => Verdict | undefined;

const told = new WeakMap<AbortSignal, Told>();

/** What a run means when its deadline comes, asked then: a check may know that it waits for something else than it asks about. */
export const sayWhenLate = (signal: AbortSignal, verdict: Told): void => void told.set(signal, verdict);

/** The verdict of a run that missed its deadline: `Timeout`, unless the check knows better. */
export const lateVerdict = (signal: AbortSignal): Verdict => told.get(signal)?.() ?? TIMEOUT;
