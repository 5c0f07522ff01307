import { toPattern, UNMATCHED } from './routes/to-pattern.ts';

export { toPattern, UNMATCHED };

interface Entry {
  readonly pattern: string;
  readonly segments: readonly string[];
}

const segmentsOf = (path: string): readonly string[] => path.split('/').filter((segment) => segment !== '');

const isLiteral = (segment: string | undefined): boolean => segment !== undefined && !/^[:*]/.test(segment);

function fits([first, ...rest]: readonly string[], path: readonly string[]): boolean {
  if (first === undefined) return path.length === 0;
  if (first.startsWith('*') || first.endsWith('*')) return true;
  if (first.endsWith('+')) return path.length > 0;
  if (first.endsWith('?') && fits(rest, path)) return true;
  const [value, ...left] = path;
  return value !== undefined && (!isLiteral(first) || first === value) && fits(rest, left);
}

/** Literals before parameters, from the left, and parameters before the rest: `/orgs/new` is not the organisation `new`. */
const weight = ({ segments }: Entry): string =>
  segments.map((segment) => (isLiteral(segment) ? '0' : /[*+]$/.test(segment) ? '2' : '1')).join('');

/**
 * For applications without a router, or whose router does not say what it matched: answers the pattern of a path from the
 * routes that are listed, and `unmatched` for any other path. The part after `?` or `#` is not read.
 */
export function createRouteTable(routes: readonly string[]): (path: string) => string {
  const entries = routes
    .map((route) => toPattern(route))
    .filter((pattern) => pattern !== UNMATCHED)
    .map((pattern): Entry => ({ pattern, segments: segmentsOf(pattern) }))
    .sort((a, b) => (weight(a) < weight(b) ? -1 : 1));
  return (path) => {
    const segments = segmentsOf(/^[^?#]*/.exec(path)?.[0] ?? '');
    return entries.find((entry) => fits(entry.segments, segments))?.pattern ?? UNMATCHED;
  };
}
