/** What a matcher of Express 5 answers: the text it took off the path and the parameters in it. */
interface Match {
  readonly path: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A layer of Express 5's router, as far as it is read here. */
export interface Layer {
  readonly name?: string;
  readonly route?: object | undefined;
  readonly handle?: { readonly stack?: readonly Layer[] };
  /** Mounted at `/`. */
  readonly slash?: boolean;
  readonly matchers?: readonly ((path: string) => Match | false)[];
}

/** Neither a character of a path nor of a pattern. */
const MARK = '\u0001';

/** A mount path that cannot be written as a pattern: a regular expression, or a parameter within a segment. */
const OPAQUE = '/*';

/** Deeper nesting than anybody reads, so that a router mounted within itself ends. */
const MAX_DEPTH = 16;

/** The name of the parameter that takes the marked segment, as it stands in a pattern. */
function parameterOf(match: Match | false): string | undefined {
  if (match === false) return undefined;
  for (const [name, value] of Object.entries(match.params)) {
    if (value === MARK) return `:${name}`;
    if (Array.isArray(value) && value.includes(MARK)) return `*${name}`;
  }
  return undefined;
}

/** The paths that a layer was declared with; Express keeps none of them. */
const declared = new WeakMap<object, readonly unknown[]>();

interface Stacked {
  readonly stack: readonly object[];
}
type Use = (this: Stacked, ...args: unknown[]) => unknown;

/** Remembers from here on what routers of this copy of Express are told to mount, and where. */
export function rememberMounts(router: object): void {
  let owner: object | null = router;
  while (owner && !Object.hasOwn(owner, 'use')) owner = Object.getPrototypeOf(owner) as object | null;
  if (!owner || declared.has(owner)) return;
  declared.set(owner, []);
  const prototype = owner as { use: Use };
  const { use } = prototype;
  prototype.use = function useAndRemember(...args) {
    const before = this.stack.length;
    const result = use.apply(this, args);
    const paths = [args[0]].flat() as readonly unknown[];
    for (const layer of this.stack.slice(before)) declared.set(layer, paths);
    return result;
  };
}

type Matcher = (path: string) => Match | false;
type Spell = (segment: string) => string;

/**
 * How the fixed segments of a mount path are written. Express matches in any case, and a caller's spelling must not name a
 * route: that of the declaration stands for it, or lower case where the declaration was not seen.
 */
function spellingOf(matcher: Matcher, path: string, declaration: unknown): Spell {
  const isSensitive = [path.toLowerCase(), path.toUpperCase()].some((other) => matcher(other) === false);
  if (isSensitive) return (segment) => segment;
  const segments = typeof declaration === 'string' ? declaration.split(/[/{}]+/) : [];
  const spelled = new Map(segments.map((segment) => [segment.toLowerCase(), segment]));
  return (segment) => spelled.get(segment.toLowerCase()) ?? segment.toLowerCase();
}

/** A mount path as patterns have it, segment by segment; undefined where it cannot be written as one. */
type Written = readonly string[] | undefined;

const isParameter = (segment: string): boolean => segment.startsWith(':') || segment.startsWith('*');

/** Its matcher says of each segment whether a parameter takes it. */
function writtenOf(matcher: Matcher, segments: readonly string[], names: readonly string[], spell: Spell): Written {
  const written = segments.map((segment, index) =>
    segment === '' ? '' : (parameterOf(matcher(segments.with(index, MARK).join('/'))) ?? spell(segment)),
  );
  return names.every((name) => written.includes(`:${name}`) || written.includes(`*${name}`)) ? written : undefined;
}

const patternOf = (written: Written): string =>
  written?.filter((segment, index) => !segment.startsWith('*') || segment !== written[index - 1]).join('/') ?? OPAQUE;

/** What is known of one matcher: how it spells, and the forms that optional parts give its path. */
interface Known {
  readonly spell: Spell;
  readonly forms: { readonly names: string; readonly written: Written; readonly pattern: string }[];
}

const known = new WeakMap<object, Known>();

/** Whether a path has this form: the same fixed segments at the same places. Wildcards take any number of segments. */
const fits = (written: Written, segments: readonly string[], spell: Spell): boolean =>
  !written ||
  written.some((segment) => segment.startsWith('*')) ||
  (written.length === segments.length &&
    written.every(
      (segment, index) =>
        isParameter(segment) || segment === segments[index] || segment === spell(segments[index] ?? ''),
    ));

/** The pattern behind a mount path, of which Express keeps none. */
function patternOfMount(matcher: Matcher, { path, params }: Match, declaration: unknown): string {
  if (matcher.name === 'regexpMatcher') return OPAQUE;
  const all = known.get(matcher) ?? { spell: spellingOf(matcher, path, declaration), forms: [] };
  known.set(matcher, all);
  const { spell, forms } = all;
  const segments = (path.endsWith('/') ? path.slice(0, -1) : path).split('/');
  const names = Object.keys(params);
  if (names.length === 0) return segments.map(spell).join('/');
  const key = names.join();
  const form = forms.find((one) => one.names === key && fits(one.written, segments, spell));
  if (form) return form.pattern;
  const written = writtenOf(matcher, segments, names, spell);
  forms.push({ names: key, written, pattern: patternOf(written) });
  return patternOf(written);
}

/** The text that one mounted layer takes off a path, and its pattern; undefined where it does not take part. */
function mountOf(layer: Layer, rest: string): { readonly text: string; readonly pattern: string } | undefined {
  if (layer.slash === true) return { text: '', pattern: '' };
  for (const [index, matcher] of (layer.matchers ?? []).entries()) {
    const match = matcher(rest);
    if (match === false) continue;
    return { text: match.path, pattern: patternOfMount(matcher, match, declared.get(layer)?.[index]) };
  }
  return undefined;
}

/** All ways down from a stack to the layers that `isWanted`, without and with the layer itself. */
export function waysTo(
  stack: readonly Layer[],
  isWanted: (layer: Layer) => boolean,
  depth = 0,
): readonly (readonly Layer[])[] {
  if (depth > MAX_DEPTH) return [];
  return stack.flatMap((layer) => {
    if (isWanted(layer)) return [[layer]];
    const below = layer.route === undefined ? layer.handle?.stack : undefined;
    return below ? waysTo(below, isWanted, depth + 1).map((way) => [layer, ...way]) : [];
  });
}

/** The pattern of a path that was mounted by these layers, outermost first; undefined where they do not make it up. */
export function mountedPattern(layers: readonly Layer[], baseUrl: string): string | undefined {
  let rest = baseUrl;
  let pattern = '';
  for (const layer of layers) {
    const mount = mountOf(layer, rest);
    if (!mount) return undefined;
    rest = rest.slice(mount.text.length);
    pattern += mount.pattern;
  }
  return rest === '' ? pattern : undefined;
}
