import { describe, expect, it } from 'vitest';
import { absenceChecks, absenceConformance, type AbsenceTraits, observeAbsence } from '../../src/index.ts';

const traitsOf = (program: string): AbsenceTraits => ({
  entry: new URL(`programs/${program}.ts`, import.meta.url),
  vendorPackages: ['posthog-node', '@posthog/*'],
});

absenceConformance('nothing', traitsOf('quiet'));

const [error, vendor, timer, socket, dns, file, start, end] = absenceChecks.map(({ name }) => name);

const mutants: readonly [string, readonly (string | undefined)[]][] = [
  ['throws', [error]],
  ['imports-vendor', [vendor]],
  ['imports-statically', [vendor]],
  ['arms-timer', [timer]],
  ['opens-socket', [socket]],
  ['connects', [socket]],
  ['asks-dns', [dns]],
  ['writes-file', [file]],
  ['writes-and-removes', [file]],
  ['starts-process', [start]],
  ['starts-thread', [start]],
  ['ends-badly', [end]],
  ['stays', [socket, end]],
];

describe('each planted bug turns exactly its checks red', () => {
  it.each(mutants)('%s', { timeout: 300_000 }, async (program, expected) => {
    const traits = traitsOf(program);
    const findings = await observeAbsence(traits);
    const red = absenceChecks.filter((check) => {
      try {
        check.run(findings, traits);
        return false;
      } catch {
        return true;
      }
    });
    expect(red.map(({ name }) => name)).toEqual(expected);
  });

  it('has no check without a mutant', () => {
    const covered = new Set(mutants.flatMap(([, red]) => red));
    expect(absenceChecks.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
  });
});
