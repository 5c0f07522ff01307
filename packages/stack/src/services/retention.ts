import type { StackFile } from '../model/stack-file.ts';
import type { StackModel } from '../model/stack-model.ts';
import { toHours } from './addresses.ts';

/** Ranges and offsets of PromQL: `[30d]`, `[1d:5m]`, `offset 1w`. */
const REACHES = /\[((?:\d+(?:ms|[smhdwy]))+)[\]:]|\boffset\s+((?:\d+(?:ms|[smhdwy]))+)/g;

const hours = (duration: string): number => Number.parseInt(toHours(duration), 10);

/**
 * Rules that look further back than metrics are kept: they would be wrong without a word (Prometheus keeps 15 days where
 * nothing is said, an objective looks back 30). One sentence for each file of rules with its longest reach.
 */
export function retentionFaults({ retention }: StackModel, files: readonly StackFile[]): readonly string[] {
  const kept = hours(retention.metrics);
  return files
    .filter(({ path }) => path.startsWith('prometheus/rules/'))
    .flatMap(({ path, text }) => {
      const reaches = [...text.matchAll(REACHES)].map(([, range, offset]) => range ?? offset ?? '0h');
      const longest = reaches.toSorted((a, b) => hours(b) - hours(a))[0];
      if (longest === undefined || hours(longest) <= kept) return [];
      return [`\`retention.metrics\` is ${retention.metrics}, and a rule of ${path} looks back ${longest}`];
    });
}
