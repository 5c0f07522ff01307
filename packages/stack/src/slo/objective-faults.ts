import { nearestWord } from '@plumbline/core';
import type { Slo } from '../model/slo.ts';
import type { ApplicationModel } from '../model/stack-model.ts';
import { namesTwice, sloFaults } from './define-slo.ts';

/** Of an objective about age: it must be about what is declared, and not about a time in which nothing can succeed. */
function freshnessFaults({ gauges, jobs }: ApplicationModel, { indicator, name }: Slo): readonly string[] {
  if (indicator.kind !== 'freshness') return [];
  const { job, maxAgeSeconds, set } = indicator;
  const declared: readonly { readonly name: string; readonly everySeconds?: number }[] =
    job === undefined ? gauges : jobs;
  const asked = job ?? set ?? '';
  const found = declared.find((one) => one.name === asked);
  if (found === undefined) {
    const near = nearestWord(
      asked,
      declared.map((one) => one.name),
    );
    return [
      `\`SLO ${name}: indicator.${job === undefined ? 'set' : 'job'}\`: \`${asked}\` is no declared ${job === undefined ? 'set of gauges' : 'job'}${near === undefined ? '' : `; did you mean \`${near}\`?`}`,
    ];
  }
  if (found.everySeconds === undefined || found.everySeconds <= maxAgeSeconds) return [];
  return [
    `\`SLO ${name}: indicator.maxAgeSeconds\` is ${maxAgeSeconds}, and \`${asked}\` comes every ${found.everySeconds} s: it could not be kept`,
  ];
}

/** Objectives that cannot be, that are called as another one is, or that are about what is not declared. */
export const objectiveFaults = (application: ApplicationModel, slos: readonly Slo[] = []): readonly string[] => [
  ...namesTwice(slos),
  ...slos.flatMap((slo) => {
    const own = sloFaults(slo);
    return own.length > 0 ? own : freshnessFaults(application, slo);
  }),
];
