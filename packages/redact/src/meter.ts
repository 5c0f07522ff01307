/** Characters times scans that a long text may cost; what it would cost beyond is cut off. */
export const BUDGET = 800_000;
/** The same for all texts of one value together, short ones too: many texts are as easily sent as a long one. */
const VALUE_BUDGET = 8 * BUDGET;

/** What the searches of one value may still cost. */
export interface Meter {
  left: number;
}

/** So many steps of an expression take as long as a scan takes for one character. */
export const STEPS = 2;

export const createMeter = (): Meter => ({ left: VALUE_BUDGET });

/** A new value begins. */
export function resetMeter(meter: Meter): void {
  meter.left = VALUE_BUDGET;
}
