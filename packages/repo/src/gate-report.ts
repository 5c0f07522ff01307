/** How one gate ended; written below temp/gates so that the totals can count it when turbo takes it from its cache. */
export interface GateReport {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly count: number;
}

/** The one line that a gate prints. */
export const gateLine = ({ name, ok, seconds, count }: GateReport): string =>
  `${name.padEnd(12)} ${ok ? 'ok    ' : 'FAILED'} ${String(count).padStart(5)} checked ${seconds.toFixed(1).padStart(6)} s`;
